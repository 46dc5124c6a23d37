"""Two built portals and the kinds of page that each has."""

from tests.browser.everything import PLACES

KINDS = (
    "/",
    "/2024/03/lam-viec-voi-phong-van-hoa-va-thong-tin/",
    "/don-vi/phong-van-hoa-va-thong-tin/",
    "/chuyen-muc/tin-tuc/",
    "/tac-gia/ban-bien-tap/",
    "/chu-de/huong-dan-su-dung/",
    "/en/",
    "/en/2026/11/cach-doc-tin-tren-cong/",
    "/en/gioi-thieu/",
    "/en/tim-kiem/",
    "/en/thong-ke-truy-cap/",
    "/2026/",
    "/2026/11/",
    "/luu-tru/",
    "/gioi-thieu/",
    "/so-do-cong/",
    "/rss/",
    "/thong-ke-truy-cap/",
    "/tim-kiem/",
    "/dang-nhap/",
    "/404.html",
    "/410.html",
    "/500.html",
    "/ngoai-mang/",
)
EVERY = {"content": KINDS, "everything": tuple(PLACES.values())}
