"""How usual the characters of East Asian texts are: what tells Japanese, Chinese and Korean encodings apart.

Nearly every pair of bytes is some character in each of them. A text in its own encoding is written with common ones.
"""

from __future__ import annotations

from functools import cache

from customer_import.reading.letters import SIGNS

# Characters of names, addresses and labels. Only relations matter: what is here is far commoner than what is not.
COMMON: dict[str, str] = {
    "ja": (
        "東京都大阪府北海道県市区町村郡丁目番地号室名前氏姓年月日生男女電話郵便住所会社員株式有限顧客様備考性別携帯山田中川本村井上木林"
        "松小石原野島崎藤佐高橋渡辺伊加斎吉清水池阿部森岡谷福長西南新古青赤白黒金子美和恵由紀真一二三四五六七八九十郎太介健康久保熊千"
        "葉横浜神奈静浦広岐茨城栃群埼玉富士梨愛知重滋賀兵庫良歌鳥取根口徳香媛分宮鹿児沖縄戸港台仙札幌幡宇八王堺相模船潟古屋崎浅荒"
        "秋形手岩森沢桜花光明正博隆浩幸智陽結菜翔学校店部課長担当登録更新備残高点数合計金額円税込商品注文受付未済可不無"
    ),
    "zh-cn": (
        "北京上海天津重庆省市区县镇乡村路街号楼室单元省广东江苏浙河南湖山陕西安徽福建四川云贵州辽宁吉林黑龙甘肃青海内蒙古新疆藏海"
        "深圳杭武汉成都沈阳哈尔滨济岛大连郑长沙昆明春石家庄太原合肥昌厦门阳兰姓名电话手机地址邮编件性别男女年月日生客户公司有限责任"
        "备注会员卡积分余额王李张刘陈杨赵黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅曾彭吕伟芳娜敏静丽强磊军洋勇艳杰"
        "娟涛超秀霞平刚桂英华玉兰国建文志明红金银行业务部经理先生小姐是否的一二三四五六七八九十数量价格总计订单商品店"
    ),
    "zh-tw": (
        "臺灣北高雄中南新竹桃園基隆嘉義彰化屏東雲林投宜蘭花蓮澎湖金門縣市區鄉鎮村里路街巷弄號樓室段姓名電話手機地址郵遞區號性別男女"
        "年月日生客戶公司有限股份備註會員卡點數餘額陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊江呂何羅蕭潘簡朱鍾游彭詹胡施沈怡"
        "君志明淑芬雅婷俊傑美玲家豪建宏惠文國華玉秀英信義和平仁愛忠孝復興民生中正大安板橋三重鳳山豐原永香港九龍是否的一二四五六七八"
    ),
    "ko": (
        "서울특별시부산광역인천대구전주울세종경기도강원충청북남제라상군읍면동리로길번지호층아파트빌라건물이름성명전화휴대폰주소우편고객"
        "회사생년월일남여별비모메등록포인트잔액금계김박최정조윤장임한오신권황안송류홍유문양손배백허심노하곽차구민진태우변재현준영수지은"
        "미혜연서예원승철호석규용선희숙자순옥사의가나다를에과카드점매출원천창포해릉춘여익목산평택화남양의흥시파천이용성고명당"
    ),
}  # fmt: skip
_LANGUAGES = {
    "cp932": ("ja",), "euc_jp": ("ja",), "gb18030": ("zh-cn",), "big5": ("zh-tw",), "cp949": ("ko",),
    "johab": ("ko",),
}  # fmt: skip
# Lead bytes of the commonly used characters: level 1 of GB 2312, JIS X 0208 and Big5.
_LEVELS = {
    "gb18030": ("gb2312", 0xB0, 0xD7), "cp932": ("shift_jis", 0x88, 0x98), "euc_jp": ("euc_jp", 0xB0, 0xCF),
    "big5": ("big5", 0xA4, 0xC6),
}  # fmt: skip
_HANGUL = ("cp949", "johab")
USUAL, LEVEL_ONE, OTHER = -5.7, -8.3, -11.5  # logarithms of probabilities


@cache
def _common(name: str) -> frozenset[str]:
    return frozenset("".join(COMMON[language] for language in _LANGUAGES[name]))


def weight_of(char: str, name: str) -> float:
    """Return the log probability of a character beyond ASCII in a text in an East Asian encoding."""
    code = ord(char)
    if 0x3040 <= code <= 0x30FF:
        return -4.5 if name in ("cp932", "euc_jp") else -9.0
    if 0xAC00 <= code <= 0xD7A3:
        if name not in _HANGUL or not _bytes(char, "euc_kr"):
            return -14.0
        return USUAL if char in _common(name) else -7.8
    if 0x4E00 <= code <= 0x9FFF:
        if name in _HANGUL:
            return -13.0
        if char in _common(name):
            return USUAL
        plain, low, high = _LEVELS[name]
        data = _bytes(char, plain)
        return LEVEL_ONE if data and low <= data[0] <= high else OTHER
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E or char in SIGNS:
        return -6.5
    if 0xFF61 <= code <= 0xFF9F:
        return -9.0
    return -16.0


def _bytes(char: str, name: str) -> bytes:
    """Write a character; b"" where the encoding has none."""
    try:
        return char.encode(name)
    except UnicodeEncodeError:
        return b""
