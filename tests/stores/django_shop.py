"""A Django project's models, as a shop might have them."""

import django
from django.apps import AppConfig
from django.conf import settings
from django.db import models


class ShopConfig(AppConfig):  # type: ignore[misc] # Django has no types
    """The shop's app."""

    name = "tests.stores"
    label = "shop"


if not settings.configured:
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "replaced by each test"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["tests.stores.django_shop.ShopConfig"],
        USE_TZ=True,
    )
    django.setup()


class Member(models.Model):  # type: ignore[misc] # Django has no types
    """A customer of the shop."""

    shop = models.CharField(max_length=50)
    email = models.EmailField(db_column="mail", null=True)
    email_key = models.CharField(max_length=254, null=True)
    phone = models.CharField(max_length=30, null=True)
    full_name = models.CharField(max_length=200, null=True)
    city = models.CharField(max_length=100, null=True)
    erased = models.BooleanField(default=False, db_default=False)
    revision = models.IntegerField(default=1)

    class Meta:
        """Where the model belongs."""

        app_label = "shop"
        unique_together = (("shop", "email_key"), ("shop", "phone"))


class Card(models.Model):  # type: ignore[misc] # Django has no types
    """A card of a member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    number = models.CharField(max_length=50)

    class Meta:
        """Where the model belongs."""

        app_label = "shop"


class Address(models.Model):  # type: ignore[misc] # Django has no types
    """An address of a member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    address_id = models.CharField(max_length=50, null=True)
    street = models.CharField(max_length=200, null=True)

    class Meta:
        """Where the model belongs."""

        app_label = "shop"


class Points(models.Model):  # type: ignore[misc] # Django has no types
    """An entry of the ledger."""

    member_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=10, null=True)

    class Meta:
        """Where the model belongs."""

        app_label = "shop"
