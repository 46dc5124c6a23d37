"""300 texts of an invented commune, on which the relevance of the search is judged.

About a third is written by hand: what the queries of `judged.py` look for, and traps beside it. Those are the texts of
the sample portal (`plugins/sample/content`), and some that it must not have (WRITTEN). The others are composed from
tables of words and contain the same words scattered, with other accents or in another order. Numbers and events are
invented; nobody is named.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import yaml

from plugins.sample.portal import CONTENT

HANOI = timezone(timedelta(hours=7))
SIZE = 300
SEED = 86_1204
LATEST = datetime(2026, 10, 28, tzinfo=HANOI)  # later texts of the sample portal may change freely

DEPARTMENTS = {
    "vp": ("Văn phòng HĐND và UBND", "Office of the People's Committee"),
    "kt": ("Phòng Kinh tế", "Economic Division"),
    "vh": ("Phòng Văn hóa – Xã hội", "Division of Culture and Society"),
    "hc": ("Trung tâm Phục vụ hành chính công", "Public Service Centre"),
    "ca": ("Công an xã", "Commune Police"),
    "qs": ("Ban Chỉ huy Quân sự xã", "Military Command"),
    "yt": ("Trạm Y tế", "Health Station"),
}
CATEGORIES = {
    "tt": ("Tin tức", "News"),
    "tb": ("Thông báo", "Notices"),
    "hd": ("Hướng dẫn", "Guides"),
    "kh": ("Văn bản", "Documents"),
    "page": ("", ""),  # a standing page
}


@dataclass(frozen=True)
class Text:
    """A published text as the search reads it; paragraphs are separated by line breaks."""

    path: str
    title: str
    summary: str
    text: str
    date: datetime
    department: str
    category: str
    language: str
    kind: str


# Texts about real places and a real epidemic. Two lines a text. First: slug (English begins with "en/") | date |
# department and category | title. Second: the summary and the paragraphs, separated by ¶.
WRITTEN = """
vac-xin-covid-2021 | 2021-10-12 | yt tb | Tiêm vắc-xin phòng COVID-19 đợt 3 tại Trạm Y tế
Đợt này dành cho người từ 18 tuổi chưa tiêm và người đến hạn mũi hai. ¶ Mỗi buổi mời 120 người theo khung giờ ghi trên giấy, tránh tập trung đông. Người có tiền sử dị ứng nặng được chuyển lên bệnh viện huyện Mẫu. ¶ Người đến tiêm mang khẩu trang, khai báo qua mã và giữ khoảng cách 2 m. Tổ lưu động tiêm tại nhà cho người không đi lại được.
covid-tai-nha-2022 | 2022-02-22 | yt hd | Người mắc COVID-19 điều trị tại nhà cần làm gì
Người bệnh nhẹ ở phòng riêng, theo dõi nhiệt độ và nồng độ oxy hai lần mỗi ngày. ¶ Sau khi xét nghiệm nhanh dương tính, gia đình báo cho Trạm Y tế qua điện thoại; nhân viên lập danh sách và cấp thuốc. Người chăm sóc mang khẩu trang, rửa tay, bỏ rác vào túi riêng. ¶ Khi khó thở hoặc oxy dưới 95%, phải gọi cấp cứu. Sau bảy ngày âm tính thì được xác nhận khỏi bệnh.
mua-bao-2020 | 2020-11-17 | vp tt | Khắc phục thiệt hại sau mưa bão
Sau ba ngày mưa, 38 ha lúa bị ngập và 12 mái nhà tốc ngói. ¶ Dân quân và thanh niên đã dựng lại mái, thông cống, dọn cây đổ trên đường vào thôn 4. Trường học rửa bùn, đón học sinh trở lại từ thứ Hai. ¶ Xã lập danh sách hỗ trợ giống cho các hộ mất trắng. Việc kê khai thiệt hại kết thúc ngày 25/11/2020, có trưởng thôn xác nhận.
dich-ta-lon-2019 | 2019-12-10 | kt tb | Công bố hết dịch tả lợn châu Phi tại thôn 4
Sau 30 ngày không có lợn bệnh mới, xã công bố hết dịch ở thôn 4. ¶ Các chốt được gỡ, chợ bán thịt trở lại bình thường. Hộ muốn tái đàn phải để trống chuồng, sát trùng và nuôi thử một số con trước. ¶ Tiền hỗ trợ tiêu hủy đã chi cho 29 hộ. Cán bộ thú y tiếp tục lấy mẫu hằng tháng, nhắc người nuôi không dùng thức ăn thừa chưa nấu chín.
xe-buyt-phan-thiet | 2024-12-17 | kt tb | Xe buýt Mẫu – Phan Thiết tăng chuyến
Từ ngày 23/12/2024, tuyến có thêm bốn chuyến mỗi chiều vào sáng sớm và chiều tối. ¶ Chuyến đầu rời chợ xã lúc 5 giờ, chuyến cuối về lúc 19 giờ 30 phút. Vé cả tuyến 45 nghìn đồng, học sinh giảm một nửa. ¶ Xe dừng tại thôn 1, thôn 3 và trung tâm huyện Mẫu. Hành khách không mang hàng cồng kềnh; người khuyết tật được lên cửa trước.
xe-khach-tphcm | 2024-07-16 | kt tb | Xe khách đi TP.HCM dời điểm đón về bến mới
Từ ngày 22/7/2024, xe đi TP.HCM không đón khách trước chợ mà vào bến ở thôn 1. ¶ Bến có mái che, nhà vệ sinh và chỗ gửi xe máy qua đêm. Các nhà xe niêm yết giờ chạy, giá vé tại quầy. ¶ Xe dừng đón ngoài bến bị xử phạt. Hành khách đi chuyến đêm nên đến sớm 20 phút, kiểm tra kỹ hành lý và giữ vé để nhận lại đồ thất lạc.
kham-benh-mien-phi | 2026-06-09 | yt tt | Bác sĩ từ Thành phố Hồ Chí Minh về khám bệnh miễn phí
Đoàn 26 bác sĩ khám mắt, tim và xương khớp cho 540 người trong hai ngày. ¶ Người khám được phát thuốc, đo điện tim, siêu âm; 31 người được hẹn mổ mắt không mất tiền. Xe của xã đưa đón người ở thôn 7 và thôn 8. ¶ Danh sách do Trạm Y tế lập từ tháng 5. Ai lỡ đợt này sẽ được mời vào đợt cuối năm.
en/covid-visitors | 2022-03-01 | yt hd | COVID-19 advice for visitors
Visitors who feel ill should stay in their room and call the Health Station. ¶ Quick tests are sold at the pharmacy beside the market. If the test is positive, tell your host, wear a mask and rest for seven days. ¶ The station keeps a list and brings medicine. Call an ambulance if you are short of breath. Markets and buses are open; please wear a mask where many people meet and keep windows open.
en/bus | 2026-11-10 | kt tb | Bus to Phan Thiết: new timetable
The bus between Mẫu and Phan Thiết runs eight times a day from 16 November 2026. ¶ The first bus leaves the market at 5 a.m., the last returns at 7.30 p.m. A ticket costs 45,000 đồng; pupils pay half. ¶ Stops are in hamlets 1 and 3 and in the centre of Mẫu district. Bicycles travel free if there is room. Seats at the front are kept for people with disabilities.
"""

# First line: department and category | titles. Then openings, which belong to the titles in turn, and details.
# {p} is a place, {n} and {m} are numbers, {d} is a date, {w} a weekday, {t} a month, {y} a year.
THEMES = """
vp tt | Ban chỉ đạo kiểm tra tiến độ ở {p} / Họp ban quản lý chợ bàn việc của {p} / Ban đại diện {p} ra mắt trong tháng {t}
Ban chỉ đạo xã làm việc tại {p} vào {w}, {d}, cùng {n} đại biểu. / Sau phần báo cáo của {p}, các thành viên ban quản lý thảo luận đến hết buổi. / Cuộc họp bàn {n} đầu việc, trong đó {m} việc giao cho {p} chủ trì.
Ban đầu, đại biểu xem bản đồ và nghe giải thích về giá vật liệu. / Mỗi bạn trẻ trong đoàn nhận một bản phân công, ghi rõ ngày báo cáo. / Đầu giờ chiều, đoàn đến xem {m} hạng mục còn chậm. / Ý kiến của gia đình ông bà cao tuổi được ghi riêng vào biên bản. / Trưởng thôn xin thêm {n} ngày để giải quyết phần vướng mắc. / Thành viên chia nhau gọi điện, hẹn lại các hộ vắng mặt. / Sổ tay công việc được in thành {n} bản, phát cho từng tổ. / Khoản chi nào chưa rõ thì để lại, kỳ sau bàn tiếp.

vh tt | Bàn giao nhà tình nghĩa ở {p} / Khởi công nhà đại đoàn kết tại {p} tháng {t} / Thêm {n} mái ấm ở {p}
Ngôi nhà rộng {n} m² được bàn giao cho một gia đình ở {p} sáng {w}, {d}. / Hàng xóm ở {p} góp {n} ngày công để dựng nhà trước mùa mưa.
Giá vật liệu tăng nhưng tổ thợ không lấy thêm tiền công. / Bà cụ già nhất xóm tặng bộ bàn ghế gỗ. / Đầu hồi được xây cao để tránh nước hắt. / Nhà có bếp, bể chứa {m} khối và khu vệ sinh riêng. / Gia đình bỏ thêm một phần vốn dành dụm, số còn lại do {m} doanh nghiệp góp. / Thợ hồ trong xóm nhận việc, ăn cơm nhà. / Cửa gỗ, mái tôn và gạch lát đều mua ở chợ xã. / Khu đất cũ trũng nên phải nâng nền thêm {m} tấc.

kt tt | Giá nông sản tại chợ xã tháng {t} / Thu hoạch lúa ở {p}: thêm {n} ha / Mủ cao su tháng {t} đều giá / Sản lượng điều ở {p} tháng {t}
Sáng {w}, {d}, tiểu thương ở chợ xã báo giá {n} mặt hàng, trong đó {m} mặt hàng tăng. / Bà con {p} đã thu hoạch {n} ha, phần còn lại xong trước cuối tháng.
Giá dầu diesel giảm nên tiền thuê máy gặt rẻ hơn {m} nghìn đồng mỗi sào. / Đậu phộng, bắp và khoai giữ giá; điều thô nhích lên. / Thương lái bán lại phân bón theo giá niêm yết, ai thấy đắt bất thường thì báo. / Hạt điều phơi đủ ba nắng, bỏ hạt lép rồi mới đóng bao. / Nhà nông cần ghi sổ thu chi để biết lãi thật, không đoán theo vụ trước. / Rau ăn lá đắt hơn sau mấy ngày mưa, cá đồng dồi dào. / Máy sấy của hợp tác xã chạy suốt đêm, nhận {n} tấn mỗi mẻ. / Tiền hàng trả ngay, ai bán chịu phải có giấy ghi rõ.

qs tt | Ra quân huấn luyện đợt tháng {t} / Lực lượng tự vệ {p} luyện tập tháng {t} / Hội thao quân sự tháng {t}
Lễ ra quân diễn ra tại sân vận động xã sáng {w}, {d}, có {n} người dự. / Tiểu đội ở {p} tập {m} nội dung trong {n} giờ, kết thúc an toàn.
Các tuyến đường quanh thao trường được cắm biển trong lúc tập. / Bộ phận hậu cần nấu ăn tại chỗ, quán nước gần đó phục vụ giá thường. / Tân binh về phép được địa phương thăm hỏi, tặng quà. / Chỉ huy chọn {m} người nòng cốt để tuyển vào đội cứu nạn. / Sau buổi tập, mọi người dọn cỏ bờ mương dài {n} m. / Xe cứu thương đậu sẵn, thuốc men và nước uống đầy đủ. / Bài bắn đạt loại khá, bài ném còn vài người chưa qua. / Ai vắng có lý do được bố trí tập bù vào tuần sau.

kt tb | Sửa đường vào {p} tháng {t} / Rào một làn đường ở {p} tháng {t} / Nâng cấp cống thoát nước {p} tháng {t}
Đoạn đường dài {n} m qua {p} được sửa từ {w}, {d}. / Nhà thầu đào rãnh ở {p}, mỗi ca làm {m} giờ và hoàn trả mặt bằng trước tối.
Xe tải trên {m} tấn đi vòng, xe máy được đi sát lề. / Trước khi đào, thợ dò đường ống nước và cáp để không cắt nhầm; điện chiếu sáng vẫn bật. / Vốn đầu tư lấy từ ngân sách, bà con góp {n} ngày công. / Đất thừa chở về bãi, không đổ xuống diện tích đang gieo. / Cát, đá được che bạt; mặt đường tưới nước hai lượt mỗi ngày. / Ban đêm có đèn vàng nháy và người gác ở hai đầu. / Nhà nào bị bụi nhiều được phun nước thêm vào giờ cơm. / Nắp cống cũ vỡ {m} tấm, đã thay bằng tấm đúc sẵn.

kt tt | Nạo vét kênh qua {p} tháng {t} / Mở nước tưới cho {p} tháng {t} / Đắp bờ bao ở {p}: {n} m đã xong
Hơn {n} người ở {p} dọn sạch bèo trên kênh nhánh vào {w}, {d}. / Tổ thủy nông mở cống cho {p} từ {w}, {d}, mỗi lượt {m} ngày.
Nước về đến ruộng cuối kênh chậm hơn {m} giờ, phải chờ luân phiên. / Ai tự ý be bờ lấy nước sẽ bị nhắc nhở rồi mới xử phạt. / Mưa to thì đóng cống phía trên, mở cống xả. / Trạm bơm dùng điện giờ thấp điểm để giảm giá thành. / Bờ kênh trồng cỏ, không thả bò, không xả rác xuống dòng nước sạch. / Mực nước được ghi hai lần mỗi ngày trên cột thước sơn đỏ. / Bùn vét lên phơi khô rồi đắp vào gốc dừa. / Chân ruộng gò phải tát thêm, hợp tác xã cho mượn máy.

ca tt | Tuần tra ban đêm ở {p} tháng {t} / Gắn {n} camera tại {p} / Nhắc nhở {n} xe chở quá tải qua {p}
Tổ tuần tra đi qua {p} vào các tối {w}, bắt đầu từ {d}. / Trong tháng, tổ nhắc nhở {n} trường hợp, lập biên bản {m} trường hợp.
Người ở trọ xin ra vào sau 23 giờ phải báo chủ nhà. / Đội mũ bảo hiểm, không chở ba, không uống rượu khi lái xe. / Tạm giữ {m} phương tiện không giấy tờ, hẹn xử lý sau bảy ngày. / Bạn trẻ đăng tin sai trên mạng phải gỡ bài và xin lỗi. / Nhà nào đi vắng lâu nên gửi chìa khóa cho người thân, khóa bình ga và cầu dao. / Đèn đường hỏng {m} bóng, thợ thay ngay trong tuần. / Số trực dán trước cửa nhà trưởng thôn, ai cũng thấy. / Xe chở cát, chở gỗ dừng để cân và xem giấy.

vh tt | Trao học bổng cho {n} em ở {p} / Thư viện trường mở cửa cuối tuần tháng {t} / Quỹ khuyến học tháng {t} thêm {n} suất
Quỹ khuyến học trao {n} suất cho học sinh {p} vào {w}, {d}. / Các em ở {p} mượn {n} cuốn sách chỉ trong {m} tuần.
Chi phí đi lại do hội phụ huynh lo, học phần nào trả phần đó. / Bản tin của trường đăng bài của {m} em, có tranh minh họa. / Đầu tuần, thầy cô đọc tên những em có tiến bộ. / Em nào khó khăn được tặng xe đạp, bộ đồng phục và cặp. / Lớp học thêm buổi tối không thu tiền, do sinh viên tình nguyện dạy. / Kệ sách đóng bằng gỗ cũ, sơn màu tươi. / Cựu học trò gửi về {n} bộ truyện và một tấm bảng. / Nhà xa trường được đi nhờ xe của phụ huynh cùng xóm.

yt tb | Khám sức khỏe cho {n} người ở {p} / Diệt lăng quăng ở {p} tháng {t} / Cân đo trẻ dưới năm tuổi ở {p} tháng {t}
Trạm Y tế khám cho {n} người ở {p} vào {w}, {d}. / Nhân viên y tế đến từng nhà ở {p}, lật úp {n} vật chứa nước.
Người già được đo huyết áp, trẻ em được cân và uống vitamin. / Ai xin giấy chuyển viện cần mang sổ khám cũ. / Bà mẹ được hướng dẫn nấu bột, thêm dầu ăn và rau xanh. / Ngủ mùng cả ban ngày, đậy kín lu, bỏ vỏ dừa. / Năm {y}, trạm tiêm {n} mũi, tăng {m} mũi; thuốc và vắc-xin giữ trong tủ lạnh riêng. / Toa thuốc viết rõ, người cao tuổi được giải thích chậm. / Túi thuốc gia đình nên có băng gạc, nước muối và nhiệt kế. / Ai ho kéo dài quá {m} ngày nên đi chụp phổi.

vh tt | Giải bóng chuyền tranh cúp {p} mở rộng tháng {t} / Hội diễn văn nghệ {p} tháng {t} / Giải kéo co {p} tháng {t} / Ngày hội gia đình ở {p} tháng {t}
Giải có {m} đội với {n} vận động viên, khai mạc {w}, {d} tại {p}. / Đêm diễn ở {p} có {m} tiết mục, thu hút {n} người xem.
Chiếc cúp vô địch về tay đội chủ nhà sau {m} hiệp; một đơn vị điện lực tặng áo đấu. / Bạn bè các thôn ngồi kín khán đài, cổ vũ đến phút cuối. / Bản nhạc mở đầu do các cụ già trình bày bằng đàn tre. / Ban tổ chức không bán vé, chỉ nhận góp quỹ. / Giải nhất là một con bê, giải nhì là {m} bao phân. / Âm thanh vặn nhỏ sau 22 giờ theo quy ước của thôn. / Quà cho trẻ là bánh nếp gói lá, nấu từ sáng sớm. / Khách phương xa đến đông, nhà xe phải mở thêm một dãy.

kt tt | Trồng {n} cây xanh ở {p} / Gom vỏ chai thuốc ở {p} tháng {t} / Dọn vệ sinh tuyến kênh {p} tháng {t}
Sáng {w}, {d}, {n} đoàn viên cùng bà con {p} trồng cây, dọn cỏ. / Vỏ chai thuốc ở {p} được gom vào {m} bể bê tông, tính đến {d}.
Mỗi gốc có cọc chống, tưới hai lượt cho đến khi bén rễ. / Nước rửa bình không đổ xuống ao sạch. / Rác được chia ba loại, bỏ vào thùng có màu riêng. / Trẻ em đổi vỏ hộp lấy bút; {m} ký giấy đổi được một cuốn vở. / Đầu năm sau, tổ tự quản kiểm lại số cây sống. / Cỏ dại phát xong được ủ làm phân, không đốt. / Hai hàng cau trước đình cũng được vun gốc. / Dụng cụ cho mượn tại nhà trưởng thôn, dùng xong rửa sạch.

hc tt | Bộ phận một cửa nhận {n} hồ sơ trong tháng {t} / Trả kết quả tại nhà cho {p} từ tháng {t} / Thêm quầy làm thủ tục ở {p}
Trong tháng, quầy nhận {n} hồ sơ, hầu hết trả đúng hạn. / Từ {w}, {d}, cán bộ trực tại {p} mỗi tuần một buổi.
Giấy tờ nào thiếu, cán bộ ghi rõ một lần vào phiếu. / Số lượt chuyển đi nơi khác giảm, số xin đổi thông tin tăng {m} lượt. / Người cần khai lại năm sinh mang theo bản chính. / Con dưới 14 tuổi làm thủ tục phải có cha mẹ đi cùng. / Sổ theo dõi do quầy số {m} giữ, đỏ là trễ, xanh là đúng hẹn. / Máy lấy số hỏng được thay, ghế chờ kê thêm {m} hàng. / Phiếu hài lòng bỏ vào hộp, mở mỗi chiều thứ Sáu. / Quầy in ảnh và chụp giấy lấy giá niêm yết.

vh tt | Câu lạc bộ phụ nữ {p} sinh hoạt tháng {t} / Làm giỏ tre ở {p}, thêm việc cho {n} chị em / Lớp nấu ăn {p} khai mạc tháng {t}
Buổi sinh hoạt {w}, {d} có {n} chị em ở {p} đến dự. / Tổ đan giỏ {p} nhận đơn {n} sản phẩm mỗi tháng.
Mọi người triển khai góp vốn xoay vòng, mỗi lượt {m} triệu đồng. / Chị em giải tỏa chuyện nhà, hòa thuận rồi cùng nấu bữa cơm. / Giá thành mỗi giỏ hạ nhờ mua tre cả bãi. / Kỹ năng bán hàng qua mạng và thuật chụp ảnh được dạy trong {m} buổi. / Bà già, bạn trẻ đều làm được, không ai bị bỏ lại. / Nhóm trông trẻ giữ {m} cháu trong lúc mẹ đi học nghề. / Hàng hỏng được tháo ra làm lại, không tính công. / Một cửa tiệm ở chợ nhận bày mẫu, không lấy hoa hồng.
"""

# Sentences with the words of many queries, scattered or with other accents.
SCATTERED = """
Ban thanh tra xem lại bản kê giá và đầu mối cung ứng, không có sai phạm.
Số hộ đổi sang bếp mới tăng, việc chuyển rác thải cũng nhanh hơn.
Người bán, người mua bàn với nhau về giá; đầu vụ thường thấp hơn cuối vụ.
Sau lễ khai mạc, học sinh của {p} được xem phim và chơi trò chơi.
Phần việc của {p} là thiết kế biển báo, phân công người trực và ghi sổ.
Công tác tiếp nhận tin của cư dân được ghi theo lịch, mỗi tháng xem lại một lần.
Mùa bão năm ngoái nhắc mọi người phòng xa: chặt cành, cháy đèn thì thay ngay.
Cụ ông cao niên kể chuyện người đi mở đất, tuổi trẻ ngồi nghe đến tối.
Tả hữu hai bên đường là lúa, trâu lợn nuôi xa nhà, dịch bệnh được báo sớm.
Con dấu, giấy mời và tờ trình làm trước ba ngày; ai cần gì hỏi Văn phòng.
Công nghệ giúp chuyển đổi số sổ sách giấy thành bảng tính, đỡ mất thời gian.
Máy móc hỏng ở {p} đã sửa; đất cày xong {m} sào, còn lại chờ nước.
Bộ phận kế toán công khai số chi, ủy quyền cho trưởng thôn ghi nợ.
Trẻ ốm xin nghỉ, hôm sau học bù; phí gửi xe do trường chịu.
Bố mẹ đưa con đến bờ kênh chơi phải trông chừng, bó rơm che nắng ở cạnh bờ.
Điểm chung của {p} là mọi việc bàn trước, ban ngày làm, đêm nghỉ.
Bảo đảm vệ sinh, hiểm họa nước sâu có biển báo, cán bộ y tế trực cả ngày.
Năm 2021 có lúc phải nghỉ vì COVID-19, nay công việc đã trở lại bình thường.
Một số hàng từ TP.HCM và Phan Thiết về trễ do mưa.
Trước đây việc này giao cho từng hộ, nay làm chung theo đội.
Ai ở xa thì nhắn cho tổ, không nhất thiết phải đến tận nơi.
Tổng chi {n} triệu đồng, tỷ lệ góp của bà con chiếm 3 phần, ngân sách 5 phần.
Bạn nào rảnh ghé {p} phụ một tay, bữa trưa có cơm và nước chè.
Kho dụng cụ đóng cửa lúc 17 giờ, thủ kho giữ chìa và sổ mượn.
Loa phát hai lần mỗi ngày, đọc chậm, dùng từ dễ hiểu.
Tài liệu cũ được số hóa dần, ưu tiên sổ bộ trước năm 2010.
Người cao tuổi ở {p} nhường phần quà cho hộ khó hơn, mức trợ giúp vẫn giữ.
Bà con thôn bên sang xem, hỏi cách làm và xin cây giống.
"""

CLOSINGS = """
Mọi ý kiến xin gửi về {department} trong giờ làm việc.
Kết quả được công khai trên bảng tin của {p} và trên loa.
{department} cảm ơn bà con đã góp công, góp sức.
Việc tiếp theo sẽ được thông báo sau {d}.
Các thôn còn lại làm theo cách của {p}, xong trước cuối quý.
Ủy ban nhân dân xã Mẫu giao {department} theo dõi và báo cáo.
Hoạt động này được huyện Mẫu ghi nhận và sẽ duy trì trong năm.
Đợt sau tổ chức ở {p} nếu thời tiết thuận lợi.
Trưởng thôn giữ danh sách, ai thiếu tên xin báo lại trong {m} ngày.
Trong quý tới, {department} sẽ sơ kết và biểu dương {m} tập thể.
Bà con cần thêm thông tin xin gọi số của {department} ở cuối trang.
Công việc khép lại lúc chiều muộn, ai nấy ra về phấn khởi.
Phần chưa xong chuyển sang tháng sau, không phát sinh chi phí.
"""

PLACES = [
    *(f"thôn {number}" for number in range(1, 9)),
    "xóm chợ",
    "khu bến đò",
    "cụm trường học",
    "xóm đình",
]
WEEKDAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]


def choices(line: str) -> list[str]:
    """Return the choices of a line of a theme."""
    return line.split(" / ")


def text_of(slug: str, title: str, body: list[str], date: datetime, section: str) -> Text:
    """Return a text; the first paragraph of `body` is its summary, `section` its department and category."""
    department, category = section.split()
    english = slug.startswith("en/")
    return Text(
        path=f"/{slug}/",
        title=title,
        summary=body[0],
        text="\n".join(body[1:]),
        date=date,
        department=DEPARTMENTS[department][english],
        category=CATEGORIES[category][english],
        language="en" if english else "vi",
        kind="page" if category == "page" else "article",
    )


MARKUP = re.compile(r"^!\[.*|^\|[-| ]+\|$|^#+ |^[-*>] |[*|]|\]\([^)]*\)|\[", re.MULTILINE)


def of_the_sample() -> Iterator[Text]:
    """Yield the texts of the sample portal before LATEST; their paths are the names of their files."""
    for file in sorted(CONTENT.rglob("*.md")):
        _, head, body = file.read_text(encoding="utf-8").split("---\n", 2)
        fields: dict[str, str] = yaml.load(head, yaml.BaseLoader)  # everything is text
        text = of_file(file, fields, body)
        if text.date < LATEST:
            yield text


def of_file(file: Path, fields: dict[str, str], body: str) -> Text:
    """Return a text of the sample portal without its markup."""
    language, article = fields.get("lang", "vi"), "date" in fields
    date = datetime.strptime(fields.get("date", "02/1/2024 08:00"), "%d/%m/%Y %H:%M")  # noqa: DTZ007 - the zone comes next
    return Text(
        path=f"/en/{file.stem}/" if language == "en" else f"/{file.stem}/",
        title=fields["title"],
        summary=fields["summary"],
        text="\n".join(filter(None, MARKUP.sub("", body).split("\n"))),
        date=date.replace(tzinfo=HANOI),
        department=fields.get("department", DEPARTMENTS["vp"][0]),
        category=fields.get("category", ""),
        language=language,
        kind="article" if article else "page",
    )


def written() -> list[Text]:
    """Return the texts written by hand."""
    texts = [*of_the_sample()]
    lines = WRITTEN.strip().split("\n")
    for head, body in zip(lines[::2], lines[1::2], strict=True):
        slug, day, section, title = head.split(" | ")
        date = datetime.fromisoformat(f"{day}T08:00:00+07:00")
        texts.append(text_of(slug, title, body.split(" ¶ "), date, section))
    return texts


def numbers(chance: random.Random) -> dict[str, str]:
    """Return the numbers of a paragraph."""
    return {"n": f"{chance.randrange(14, 79)}", "m": f"{chance.randrange(2, 13)}"}


def composed(chance: random.Random, number: int, theme: list[str]) -> Text:
    """Return a text about a theme; `number` is part of its path."""
    section, titles_line = theme[0].split(" | ")
    date = datetime(2019, 1, 7, 9, tzinfo=HANOI) + timedelta(days=chance.randrange(2870))
    day = date - timedelta(days=chance.randrange(1, 9))
    slots = {
        "p": chance.choice(PLACES),
        **numbers(chance),
        "d": f"ngày {day.day}/{day.month}/{day.year}",
        "w": WEEKDAYS[day.weekday()],
        "t": f"{date.month}/{date.year}",
        "y": f"{date.year}",
        "department": DEPARTMENTS[section.split()[0]][0],
    }
    titles, openings, details = choices(titles_line), choices(theme[1]), chance.sample(choices(theme[2]), k=5)
    which = chance.randrange(len(titles))
    scattered = chance.sample(SCATTERED.strip().split("\n"), k=3)
    body = [
        openings[which % len(openings)],
        " ".join([*details[:2], scattered[0]]),
        " ".join([*details[2:], *scattered[1:]]),
        chance.choice(CLOSINGS.strip().split("\n")),
    ]
    filled = [body[0].format(**slots), *(part.format(**(slots | numbers(chance))) for part in body[1:])]
    title = titles[which].format(**slots)
    return text_of(f"bai-{number:03}", title, filled, date, section)


@cache
def corpus() -> list[Text]:
    """Return all texts, the same in every run and in no particular order."""
    chance = random.Random(SEED)
    texts = written()
    titles = {text.title for text in texts}
    themes = [block.split("\n") for block in THEMES.strip().split("\n\n")]
    while len(texts) < SIZE:
        text = composed(chance, len(texts), themes[len(texts) % len(themes)])
        if text.title not in titles:
            titles.add(text.title)
            texts.append(text)
    chance.shuffle(texts)
    return texts
