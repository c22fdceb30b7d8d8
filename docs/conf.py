"""Sphinx builds the pages of this folder as they are: `make docs`."""

project = "customer-import"
author = "The customer-import authors"
project_copyright = "2026, The customer-import authors"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_missing", "toc.not_included"]  # links to files outside of docs/
