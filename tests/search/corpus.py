"""300 texts of an invented commune, on which the relevance of the search is judged.

About a quarter is written by hand: what the queries of `judged.py` look for, and traps beside it. The others are
composed from tables of words and contain the same words scattered, with other accents or in another order. Places,
numbers and events are invented; nobody is named.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache

HANOI = timezone(timedelta(hours=7))
SIZE = 300
SEED = 86_1204

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


# Two lines a text. First: slug (English begins with "en/") | date | department and category | title.
# Second: the summary and the paragraphs, separated by ¶.
WRITTEN = """
dau-gia-dat-2025 | 2025-07-08 | kt tb | Thông báo bán đấu giá quyền sử dụng đất 12 lô tại thôn 3
Ủy ban nhân dân xã tổ chức đấu giá 12 lô đất ở tại thôn 3 theo phương án đã được phê duyệt. ¶ Diện tích mỗi lô từ 120 đến 180 m², giá khởi điểm niêm yết tại trụ sở xã. Người tham gia nộp hồ sơ và tiền đặt trước bằng 20% giá khởi điểm, chậm nhất 16 giờ 30 phút ngày 25/7/2025. ¶ Buổi đấu giá diễn ra lúc 8 giờ ngày 28/7/2025 tại hội trường xã Đông Kho, theo hình thức bỏ phiếu trực tiếp một vòng.
dau-gia-dat-2021 | 2021-09-14 | kt tb | Thông báo bán đấu giá quyền sử dụng đất khu dân cư thôn 1
Năm lô đất ở trong khu dân cư thôn 1 được đưa ra đấu giá vào cuối tháng 9. ¶ Hồ sơ phát hành tại Phòng Kinh tế trong giờ hành chính. Mỗi hộ được đăng ký nhiều lô nhưng phải nộp tiền đặt trước cho từng lô. ¶ Do tình hình dịch bệnh, mỗi lượt chỉ mời tối đa 20 người vào hội trường; người tham gia giữ khoảng cách và mang khẩu trang.
dau-gia-xe-2023 | 2023-04-11 | vp tb | Bán đấu giá xe máy và tài sản thanh lý của xã
Bốn xe máy cũ cùng bàn ghế hư hỏng được thanh lý theo quy định về tài sản công. ¶ Tài sản được xem trực tiếp tại sân sau trụ sở từ ngày 17 đến ngày 20/4/2023. Giá khởi điểm của cả lô là 14 triệu đồng. ¶ Cá nhân, tổ chức có nhu cầu mua nộp phiếu trả giá trong phong bì dán kín tại Văn phòng. Người trúng đấu giá nhận tài sản trong vòng 5 ngày làm việc.
hang-rong-2026 | 2026-03-17 | kt tb | Sắp xếp chỗ bán hàng trước cổng trường học
Từ ngày 23/3/2026, các xe đẩy trước cổng trường chuyển về bãi đất cạnh nhà văn hóa thôn 2. ¶ Việc sắp xếp nhằm giữ lối đi thông thoáng vào giờ tan học. Mỗi hộ được kẻ một ô rộng 2 m, không thu tiền trong ba tháng. ¶ Hộ kinh doanh đăng ký ô với trưởng thôn, cam kết bảo đảm vệ sinh thực phẩm và thu dọn rác cuối buổi.
ban-doc-hoi | 2024-05-22 | vp tt | Trả lời câu hỏi của bạn đọc về đất vườn
Nhiều bạn đọc gửi thư hỏi về đất vườn liền kề đất ở. Văn phòng tổng hợp và trả lời chung. ¶ Câu hỏi nhiều nhất là đất vườn có được xây nhà kho hay không. Bạn cần đối chiếu với quy hoạch đã công bố, sau đó gửi bản vẽ đơn giản đến bộ phận một cửa. ¶ Ban đầu, cán bộ địa chính kiểm tra thực địa rồi mới nhận hồ sơ. Giá của dịch vụ đo đạc do đơn vị đo công bố.
ban-do-quy-hoach | 2023-11-06 | kt tb | Bản đồ quy hoạch sử dụng đất của xã đến năm 2030
Bản đồ được treo tại trụ sở và ở nhà văn hóa các thôn trong 30 ngày. ¶ Người dân xem màu của từng thửa để biết thửa đất thuộc loại nào. Ý kiến góp ý ghi vào sổ đặt cạnh bản đồ hoặc gửi về Phòng Kinh tế trước ngày 8/12/2023. ¶ Các gia đình có đất nằm trong hành lang đường đầu thôn 6 được mời họp riêng. Sau khi tiếp thu, Ủy ban nhân dân xã trình huyện Tánh Linh xem xét.
so-do-2026 | 2026-02-10 | hc hd | Cấp đổi sổ đỏ cho hộ gia đình: hồ sơ và thời hạn
Sổ cũ bị rách, ố hoặc ghi sai thông tin thì được cấp đổi. Thời hạn giải quyết là 7 ngày làm việc. ¶ Hồ sơ gồm đơn đề nghị theo mẫu, bản gốc sổ đỏ và bản sao căn cước của chủ hộ. Trường hợp diện tích thay đổi, phải có thêm trích lục thửa đất. ¶ Nộp hồ sơ tại Trung tâm Phục vụ hành chính công, buổi sáng từ thứ Hai đến thứ Sáu. Kết quả được trả tại quầy hoặc gửi về nhà qua bưu điện.
gcn-lan-dau-2024 | 2024-08-19 | hc hd | Trình tự cấp giấy chứng nhận quyền sử dụng đất lần đầu
Hộ đang sử dụng đất ổn định, không tranh chấp có thể đề nghị cấp giấy chứng nhận. ¶ Bước một, người sử dụng đất kê khai tại bộ phận một cửa. Bước hai, cán bộ địa chính đo đạc, lấy ý kiến khu dân cư và niêm yết kết quả trong 15 ngày. ¶ Bước ba, hồ sơ được chuyển lên huyện Tánh Linh. Người dân nhận thông báo nộp tiền sử dụng đất, lệ phí trước bạ rồi mới nhận giấy, nhiều người quen gọi là sổ đỏ.
so-do-tru-so | 2022-06-13 | vp tt | Sơ đồ chỗ để xe và các lối vào trụ sở xã
Sơ đồ mới giúp người đến làm việc tìm đúng cửa, không phải đi vòng qua sân sau. ¶ Xe máy gửi ở nhà xe bên trái cổng chính, xe ô tô đậu ở bãi phía sau. Lối đi dành cho xe lăn nằm cạnh phòng tiếp khách. ¶ Trên sơ đồ, các quầy được đánh số từ 1 đến 6. Bảo vệ có trách nhiệm chỉ đường và giữ trật tự trong giờ cao điểm, nhất là sáng thứ Hai hằng tuần.
cat-dien-6-2026 | 2026-05-29 | kt tb | Lịch cắt điện tuần đầu tháng 6 năm 2026
Đơn vị quản lý lưới tạm cắt điện luân phiên tại bốn thôn để thay dây và phát quang hành lang tuyến. ¶ Thứ Ba ngày 2/6: thôn 1 và thôn 2, từ 7 giờ đến 11 giờ. Thứ Năm ngày 4/6: thôn 4 và thôn 6, từ 13 giờ đến 17 giờ. ¶ Trường hợp mưa lớn, lịch được lùi sang tuần sau. Các hộ nuôi tôm, ấp trứng cần chuẩn bị máy phát; trạm bơm thôn 6 sẽ bơm bù vào ban đêm.
ngung-dien-2025 | 2025-09-16 | kt tb | Ngừng cung cấp điện để sửa đường dây tại thôn 4 và thôn 5
Việc ngừng cung cấp điện kéo dài từ 6 giờ đến 15 giờ Chủ nhật ngày 21/9/2025. ¶ Trong thời gian này, công nhân thay 18 sứ cách điện và chỉnh lại các khoảng võng sát mái nhà. Phạm vi ảnh hưởng gồm toàn bộ thôn 4 và nửa phía nam thôn 5. ¶ Người dân không tự ý đóng cầu dao, coi như đường dây luôn có điện. Sự cố phát sinh xin báo về số trực của tổ quản lý.
cat-dien-2023 | 2023-08-03 | kt tb | Lịch cắt điện sửa chữa trạm biến áp thôn 2
Trạm biến áp thôn 2 quá tải trong các đợt nóng nên phải thay máy lớn hơn. ¶ Thời gian cắt điện từ 5 giờ đến 12 giờ ngày 9/8/2023, ảnh hưởng 146 hộ. Nếu hoàn thành sớm, điện được cấp lại ngay mà không báo trước. ¶ Trong buổi sáng đó, quầy một cửa vẫn nhận hồ sơ giấy; hồ sơ trực tuyến được xử lý vào buổi chiều. Các hộ có người bệnh dùng máy thở cần báo trước với Trạm Y tế.
gia-dien-2025 | 2025-05-20 | kt hd | Giá điện bậc thang và cách đọc hóa đơn
Nhiều hộ thắc mắc vì sao tiền tháng này cao hơn tháng trước dù thói quen không đổi. ¶ Giá điện sinh hoạt tăng dần theo bậc: càng dùng nhiều, bậc sau càng đắt. Khi thời tiết nóng, máy lạnh và tủ lạnh chạy lâu hơn nên hộ gia đình dễ vượt bậc. ¶ Trên hóa đơn, cột thứ ba ghi số lượng từng bậc, cột cuối ghi thành tiền. Ai thấy bất thường nên chụp chỉ số công tơ và gửi cho tổ quản lý để kiểm tra.
khai-thac-cat | 2026-08-18 | ca tb | Cấm khai thác cát trên diện tích ven sông
Từ ngày 1/9/2026, mọi hoạt động hút cát trên đoạn sông qua thôn 6 phải dừng lại. ¶ Qua kiểm tra, bờ sông sạt lở thêm 3 m, đe dọa diện tích trồng lúa của 22 hộ. Công an xã lập chốt ở bến đò, tạm giữ phương tiện vi phạm. ¶ Người dân phát hiện ghe hút cát ban đêm báo cho tổ tự quản. Thông tin của người báo được giữ kín; mức phạt áp dụng theo quy định về khoáng sản.
khai-sinh-2026 | 2026-04-14 | hc hd | Đăng ký khai sinh cho trẻ em: hồ sơ, nơi nộp, thời hạn
Cha mẹ làm giấy khai sinh cho con trong vòng 60 ngày kể từ ngày sinh, không mất lệ phí. ¶ Cần mang theo giấy tờ gì? Giấy chứng sinh do cơ sở y tế cấp, căn cước của cha hoặc mẹ, giấy chứng nhận kết hôn nếu đã kết hôn. Sinh tại nhà thì thay giấy chứng sinh bằng văn bản của người làm chứng. ¶ Nộp tại Trung tâm Phục vụ hành chính công hoặc qua mạng. Giấy khai sinh được trả trong ngày; hồ sơ nhận sau 15 giờ thì trả vào hôm sau.
khai-sinh-luu-dong | 2023-10-24 | hc tt | Đăng ký khai sinh lưu động tại thôn 5
Tổ công tác đến tận nhà các hộ ở xa để làm thủ tục cho trẻ chưa có giấy tờ. ¶ Trong hai ngày, 17 trẻ được đăng ký, trong đó 4 trẻ đã quá hạn. Cán bộ mang theo máy in và con dấu, trả kết quả ngay tại nhà văn hóa thôn. ¶ Đợt tới dự kiến tổ chức ở thôn 7. Trưởng thôn lập danh sách, nhắc gia đình mang theo giấy chứng sinh và căn cước của mẹ.
sinh-hoat-he | 2022-06-01 | vh kh | Triển khai sinh hoạt hè cho thiếu nhi
Đoàn xã triển khai sinh hoạt hè ở bảy thôn, mỗi tuần hai buổi. ¶ Nội dung gồm đọc sách, tập bơi, trò chơi dân gian và kỹ năng thoát hiểm. Mỗi lớp có hai anh chị phụ trách, không quá 30 em. ¶ Phụ huynh đăng ký với bí thư chi đoàn thôn trước ngày 8/6/2022. Các em mang theo mũ, bình nước; buổi có mưa chuyển vào nhà văn hóa hoặc hành lang trường.
khai-giang-2026 | 2026-09-04 | vh tt | Lễ khai giảng của học sinh thôn 2 và thôn 3
Sáng 4/9/2026, hơn 400 học sinh hai thôn dự lễ khai giảng trong sân trường mới sơn. ¶ Năm nay trường đón 86 em vào lớp 1, có thêm một phòng máy và khu vệ sinh riêng. Thầy cô dành 30 phút hướng dẫn các em đi đúng lối sang đường. ¶ Đại diện Ủy ban nhân dân xã trao 20 suất quà gồm tập vở và áo mưa cho các em có hoàn cảnh khó khăn, mong các em chăm ngoan, học tốt.
tam-tru-2025 | 2025-03-11 | ca hd | Đăng ký tạm trú trực tuyến qua Cổng dịch vụ công
Người đến ở từ 30 ngày trở lên phải đăng ký tạm trú; thủ tục làm được hoàn toàn qua mạng. ¶ Sau khi đăng nhập, người dân chọn tờ khai, điền địa chỉ và tải ảnh hợp đồng thuê nhà. Chủ nhà xác nhận trên ứng dụng, không cần đến trụ sở Công an xã. ¶ Thời hạn xử lý là 3 ngày làm việc. Người thuê theo đoàn, công nhân mùa vụ có thể nhờ chủ cơ sở lập danh sách và nộp một lần cho mọi người.
tam-tru-nha-tro | 2022-03-29 | ca tt | Kiểm tra tạm trú tại các nhà trọ trên địa bàn
Tổ kiểm tra đến 14 nhà trọ ở thôn 1 và thôn 2 trong hai buổi tối. ¶ Đa số chủ trọ lập sổ đầy đủ; 9 người thuê chưa khai báo được nhắc nhở, làm thủ tục ngay. Hai cơ sở thiếu bình chữa cháy phải bổ sung trong 10 ngày. ¶ Công an xã đề nghị chủ nhà trọ chủ động hỏi giấy tờ khi nhận người mới, ghi rõ ngày đến và ngày đi.
tru-dien-tam | 2026-07-21 | kt tt | Dựng trụ điện tạm trong lúc chờ làm lưới mới
Mười hai trụ gỗ được thay bằng trụ thép, dùng cho đến khi tuyến chính hoàn thành. ¶ Các trụ cũ ở thôn 7 nghiêng sau đợt gió tháng trước, dây sà thấp xuống ruộng. Tổ thợ làm trong ba ngày, mỗi ngày ngắt một nhánh ngắn vào giờ nghỉ trưa. ¶ Người đi ruộng không buộc trâu bò vào chân trụ. Khi thấy trụ lệch, hãy đứng xa và gọi ngay cho trưởng thôn.
chuyen-doi-so-2026 | 2026-10-09 | vh tt | Ngày hội chuyển đổi số xã Đông Kho năm 2026
Hơn 300 lượt người đến sân vận động xã để cài ứng dụng, tạo chữ ký và thử nộp hồ sơ qua mạng. ¶ Sáu gian do tổ công nghệ các thôn phụ trách, có bàn riêng cho người lớn tuổi. Ai chưa có tài khoản định danh được hỗ trợ tại chỗ trong khoảng 10 phút. ¶ Ban tổ chức cho biết chuyển đổi số bắt đầu từ việc nhỏ: tra cứu lịch hẹn, trả tiền không dùng tiền mặt, gửi phản ánh kèm ảnh.
chuyen-doi-so-2024 | 2024-10-08 | vh tt | Tổ công nghệ cộng đồng giúp người dân chuyển đổi số
Tám tổ với 47 thành viên đến từng nhà, cầm tay chỉ việc cho người ít dùng điện thoại thông minh. ¶ Sau sáu tháng, tỷ lệ hồ sơ nộp qua mạng của xã tăng từ 31% lên 64%. Những hộ không có máy được làm tại nhà văn hóa thôn, nơi có sẵn máy tính và máy quét. ¶ Khó khăn lớn nhất là sóng yếu ở thôn 7. Xã đã đề nghị lắp thêm trạm phát và đặt điểm hỗ trợ lưu động.
doi-so-phu-huynh | 2026-10-20 | vh tb | Chuyển trường, đổi địa chỉ, thay số điện thoại: phụ huynh cần báo
Nhà trường đề nghị phụ huynh cập nhật thông tin liên lạc trước kỳ kiểm tra giữa kỳ. ¶ Gia đình chuyển chỗ ở, thay đổi người đón hoặc mất số cũ cần báo cho giáo viên chủ nhiệm. Tờ khai phát cho học sinh, nộp lại trong tuần. ¶ Các em chuyển trường trong năm phải có học bạ, phiếu tiêm chủng và đơn của cha mẹ. Phiếu đổi được nhận tại phòng văn thư, số 2, tầng trệt.
wifi-nha-van-hoa | 2023-05-16 | vh tt | Lắp wifi miễn phí tại nhà văn hóa các thôn
Bảy điểm wifi đã hoạt động, mỗi điểm phủ khoảng 40 m quanh nhà văn hóa. ¶ Người dùng chọn mạng của xã, không cần mật khẩu; mỗi lượt kết nối 60 phút. Máy tự tắt từ 22 giờ đến 5 giờ để tiết kiệm. ¶ Kinh phí do doanh nghiệp tài trợ trong ba năm. Trưởng thôn giữ tủ thiết bị và báo hỏng. Bà con không nên nhập mật khẩu ngân hàng khi dùng mạng chung.
tiep-cong-dan-5-2026 | 2026-04-29 | vp tb | Lịch tiếp công dân tháng 5 năm 2026
Lãnh đạo xã tiếp dân vào các sáng thứ Năm, ngày 7, 14, 21 và 28/5/2026. ¶ Thời gian từ 7 giờ 30 phút đến 11 giờ tại phòng tiếp công dân, tầng trệt trụ sở xã Đông Kho. Người đến mang theo căn cước và đơn, nếu có. ¶ Vụ việc đông người cử không quá năm đại diện. Kết quả giải quyết được ghi vào phiếu hẹn, gửi cho người phản ánh trong 10 ngày làm việc.
tiep-cong-dan-6-2026 | 2026-05-28 | vp tb | Lịch tiếp công dân tháng 6 năm 2026
Trong tháng 6, việc tiếp dân diễn ra vào các ngày 4, 11, 18 và 25. ¶ Buổi ngày 11/6 do Thường trực Hội đồng nhân dân chủ trì; các buổi khác do lãnh đạo Ủy ban nhân dân xã phụ trách. Phòng tiếp mở cửa lúc 7 giờ 30 phút. ¶ Người dân lấy số thứ tự tại bàn bảo vệ. Ai không đến được có thể gửi đơn qua bưu điện hoặc nhờ trưởng thôn chuyển giúp.
tiep-cong-dan-5-2025 | 2025-04-28 | vp tb | Lịch tiếp công dân tháng 5 năm 2025
Các buổi tiếp dân thường kỳ được ấn định vào thứ Năm hằng tuần, trừ ngày 1/5 là ngày nghỉ. ¶ Tại mỗi buổi có cán bộ địa chính và cán bộ tư pháp cùng dự để trả lời ngay những việc đơn giản. ¶ Đơn về đất đai cần kèm bản sao giấy tờ thửa đất. Những đơn không thuộc thẩm quyền của xã sẽ được chuyển lên huyện Tánh Linh, đồng thời báo cho người gửi biết.
tiep-cong-dan-5-2023 | 2023-04-27 | vp tb | Lịch tiếp công dân tháng 5 năm 2023
Phòng tiếp dân tạm chuyển sang nhà văn hóa thôn 1 trong lúc trụ sở sửa mái. ¶ Lãnh đạo xã tiếp vào ba buổi sáng: ngày 4, ngày 11 và ngày 25. Buổi ngày 18 dời sang chiều do trùng với kỳ họp. ¶ Người dân đến trước 10 giờ để kịp giải quyết trong buổi. Mọi phản ánh đều ghi vào sổ, có chữ ký của hai bên; trường hợp cần xác minh sẽ được hẹn lại.
tuyen-quan-2027 | 2026-10-15 | qs kh | Kế hoạch tuyển quân năm 2027: sơ tuyển tại xã
Công dân nam từ 18 đến 25 tuổi nhận giấy gọi sơ tuyển sức khỏe trong tháng 11/2026. ¶ Buổi sơ tuyển chia theo thôn: sáng 10/11 thôn 1 đến thôn 4, chiều cùng ngày các thôn còn lại. Người đang học đại học nộp giấy xác nhận để xét tạm hoãn. ¶ Danh sách đạt được niêm yết công khai 20 ngày. Gia đình có ý kiến gửi về Ban Chỉ huy Quân sự xã để được trả lời bằng văn bản.
kiem-tra-quan-an | 2026-06-23 | yt tt | Kiểm tra quán ăn trên tuyến đường chính
Đoàn liên ngành kiểm tra 21 quán ăn từ ngã ba chợ đến cầu thôn 3. ¶ Phần lớn quán có nước sạch, bếp gọn, người nấu đội mũ. Ba quán chưa có tủ kính che thức ăn chín phải khắc phục trong một tuần. ¶ Trạm Y tế lấy mẫu nước đá và rau sống để xét nghiệm. Kết quả sẽ được dán ở bảng tin chợ, cơ sở làm tốt được tuyên dương trên loa.
tro-cap-cao-tuoi-2026 | 2026-01-13 | vh tb | Chi trả trợ cấp người cao tuổi qua tài khoản từ tháng 2
Khoản trợ cấp hằng tháng được chuyển vào tài khoản, không phát tiền mặt tại nhà văn hóa. ¶ Người từ đủ 75 tuổi không có lương hưu thuộc diện hưởng. Ai chưa có tài khoản được ngân hàng mở miễn phí tại xã trong hai ngày 20 và 21/1/2026. ¶ Người đau yếu được ủy quyền cho con cháu nhận thay; giấy ủy quyền lập tại bộ phận một cửa, không thu tiền.
cao-tuoi-2026 | 2026-05-12 | vh hd | Người cao tuổi được hưởng trợ cấp: mức tiền và hồ sơ
Bài này tóm tắt các mức đang áp dụng, hồ sơ phải nộp và thời gian xét. ¶ Mức thấp nhất là 500 nghìn đồng một tháng, tăng thêm với người khuyết tật hoặc sống một mình. Hồ sơ gồm tờ khai có xác nhận của trưởng thôn và căn cước. ¶ Xã xét trong 7 ngày làm việc rồi niêm yết 2 ngày. Tiền được tính từ tháng người nộp đủ hồ sơ, kể cả khi quyết định ký sau.
nguoi-gia-neo-don | 2023-10-01 | vh tt | Thăm hỏi người già neo đơn ở thôn 6
Nhân ngày 1/10, đoàn của xã đến thăm 11 cụ sống một mình, tặng chăn ấm và thuốc bổ. ¶ Cụ lớn tuổi nhất năm nay 94 tuổi, vẫn tự nấu cơm và chăm vườn rau. Chi hội phụ nữ phân công mỗi ngày một người ghé thăm. ¶ Xã vận động hàng xóm lắp chuông báo trong nhà các cụ. Cuối năm, mái nhà dột của ba cụ sẽ được sửa bằng quỹ vì người nghèo.
bhyt-ho-gia-dinh | 2026-03-03 | yt hd | Gia hạn thẻ bảo hiểm y tế hộ gia đình
Thẻ hết hạn quá ba tháng thì mất quyền lợi năm năm liên tục, vì vậy cần gia hạn sớm. ¶ Người thứ nhất trong hộ đóng đủ mức, từ người thứ hai trở đi được giảm dần. Hộ cận nghèo được ngân sách hỗ trợ phần lớn số tiền. ¶ Có thể nộp tại điểm thu của xã hoặc trên ứng dụng. Khi đi khám chỉ cần căn cước, không phải mang thẻ giấy; trẻ nhỏ dùng số định danh.
bhyt-hoc-sinh | 2022-09-07 | yt tb | Bảo hiểm y tế học sinh năm học 2022 – 2023
Học sinh đóng tại trường, ngân sách hỗ trợ 30% mức đóng. ¶ Phụ huynh chọn đóng 6 tháng hoặc 12 tháng. Em nào thuộc hộ nghèo, hộ dân tộc thiểu số đã có thẻ thì không đóng lại. ¶ Nhà trường lập danh sách và nộp trước ngày 30/9/2022. Nơi khám ban đầu là Trạm Y tế xã; muốn đổi nơi khám phải làm trong mười ngày đầu của mỗi quý.
hoc-phi-2025 | 2025-08-26 | vh tb | Miễn học phí từ năm học 2025 – 2026
Trẻ mẫu giáo và học sinh phổ thông trường công không phải đóng học phí. ¶ Các khoản khác như ăn trưa, đồng phục vẫn thỏa thuận với phụ huynh và phải công khai. Trường không được đặt khoản thu mới thay cho khoản đã bỏ. ¶ Gia đình đã nộp trước được trả lại trong tháng 9. Phản ánh về thu sai gửi đến Phòng Văn hóa – Xã hội, có ghi tên trường và lớp.
lop-boi-2026 | 2026-05-26 | vh tb | Lớp bơi mùa hè: lịch học, mức phí và cách đăng ký
Hồ bơi thôn 2 mở tám lớp cho trẻ từ 7 tuổi, mỗi lớp 15 em. ¶ Khóa học gồm 12 buổi, mức phí 250 nghìn đồng, giảm một nửa cho con hộ nghèo. Mỗi buổi có hai thầy dạy và một người cứu hộ. ¶ Phụ huynh đăng ký tại nhà văn hóa thôn. Trẻ có bệnh tim, động kinh phải khám trước; buổi có sấm sét được dời sang ngày khác.
vac-xin-soi-2026 | 2026-03-24 | yt tb | Lịch tiêm vắc-xin sởi cho trẻ 18 tháng tuổi
Trạm Y tế tiêm vào các ngày 5, 6 và 7 hằng tháng, bắt đầu lúc 7 giờ 30 phút. ¶ Phụ huynh mang phiếu tiêm chủng, cho trẻ ăn no và mặc áo rộng. Trẻ sốt trên 37,5 độ được hẹn sang đợt sau. ¶ Sau khi tiêm, trẻ ở lại theo dõi 30 phút và được dặn cách chăm sóc ở nhà. Nếu trẻ sốt cao, co giật, phải đưa ngay đến cơ sở y tế gần nhất.
vac-xin-covid-2021 | 2021-10-12 | yt tb | Tiêm vắc-xin phòng COVID-19 đợt 3 tại Trạm Y tế
Đợt này dành cho người từ 18 tuổi chưa tiêm và người đến hạn mũi hai. ¶ Mỗi buổi mời 120 người theo khung giờ ghi trên giấy, tránh tập trung đông. Người có tiền sử dị ứng nặng được chuyển lên bệnh viện huyện Tánh Linh. ¶ Người đến tiêm mang khẩu trang, khai báo qua mã và giữ khoảng cách 2 m. Tổ lưu động tiêm tại nhà cho người không đi lại được.
covid-tai-nha-2022 | 2022-02-22 | yt hd | Người mắc COVID-19 điều trị tại nhà cần làm gì
Người bệnh nhẹ ở phòng riêng, theo dõi nhiệt độ và nồng độ oxy hai lần mỗi ngày. ¶ Sau khi xét nghiệm nhanh dương tính, gia đình báo cho Trạm Y tế qua điện thoại; nhân viên lập danh sách và cấp thuốc. Người chăm sóc mang khẩu trang, rửa tay, bỏ rác vào túi riêng. ¶ Khi khó thở hoặc oxy dưới 95%, phải gọi cấp cứu. Sau bảy ngày âm tính thì được xác nhận khỏi bệnh.
tiem-phong-dai | 2025-04-03 | kt tb | Tiêm phòng dại cho đàn chó, mèo của xã
Đợt tiêm kéo dài từ ngày 8 đến ngày 18/4/2025 ở tất cả các thôn. ¶ Chủ nuôi đưa chó, mèo đến nhà văn hóa thôn, có rọ mõm và dây xích. Tiền công được ngân sách chi, chủ nuôi chỉ trả tiền thuốc. ¶ Chó thả rông sau đợt này bị bắt giữ 48 giờ. Người bị chó cắn rửa vết thương dưới vòi nước 15 phút rồi đến Trạm Y tế, không dùng thuốc lá cây.
mua-bao-2026 | 2026-10-27 | vp tb | Chủ động ứng phó mưa bão cuối tháng 10
Dự báo có mưa to trong ba ngày; các thôn ven sông chuẩn bị phương án di dời. ¶ Bà con chằng mái nhà, tỉa cành cây, đưa gia súc lên chỗ cao. Học sinh nghỉ học nếu nước ngập cầu thôn 6. ¶ Tổ xung kích trực 24 giờ, có ghe, đèn pin và áo phao. Nhà kiên cố ở thôn 1 nhận người sơ tán, mỗi hộ dự trữ lương thực, nước uống đủ cho bảy ngày.
mua-bao-2020 | 2020-11-17 | vp tt | Khắc phục thiệt hại sau mưa bão
Sau ba ngày mưa, 38 ha lúa bị ngập và 12 mái nhà tốc ngói. ¶ Dân quân và thanh niên đã dựng lại mái, thông cống, dọn cây đổ trên đường vào thôn 4. Trường học rửa bùn, đón học sinh trở lại từ thứ Hai. ¶ Xã lập danh sách hỗ trợ giống cho các hộ mất trắng. Việc kê khai thiệt hại kết thúc ngày 25/11/2020, có trưởng thôn xác nhận.
dich-ta-lon-2025 | 2025-08-12 | kt tb | Phòng, chống dịch tả lợn châu Phi trên địa bàn xã
Hai ổ dịch ở thôn 4 đã được khoanh vùng; 63 con lợn bị tiêu hủy. ¶ Người nuôi rắc vôi, phun thuốc sát trùng hai lần mỗi tuần và không cho người lạ vào chuồng. Lợn chết, lợn ốm phải báo, không vứt xuống kênh. ¶ Chốt kiểm dịch đặt ở ngã ba chợ, dừng mọi xe chở lợn không có giấy. Mức hỗ trợ tiêu hủy được tính theo cân nặng, chi trả trong 30 ngày.
dich-ta-lon-2019 | 2019-12-10 | kt tb | Công bố hết dịch tả lợn châu Phi tại thôn 4
Sau 30 ngày không có lợn bệnh mới, xã công bố hết dịch ở thôn 4. ¶ Các chốt được gỡ, chợ bán thịt trở lại bình thường. Hộ muốn tái đàn phải để trống chuồng, sát trùng và nuôi thử một số con trước. ¶ Tiền hỗ trợ tiêu hủy đã chi cho 29 hộ. Cán bộ thú y tiếp tục lấy mẫu hằng tháng, nhắc người nuôi không dùng thức ăn thừa chưa nấu chín.
gia-heo-hoi | 2026-09-15 | kt tt | Giá heo hơi tại chợ xã nhích lên trước rằm
Giá heo hơi tăng 2 nghìn đồng mỗi ký so với tuần trước do nguồn hàng ít. ¶ Thương lái cho biết các trại lớn giữ hàng chờ lễ. Người nuôi nhỏ lẻ bán từng con, giá thấp hơn vài trăm đồng. ¶ Phòng Kinh tế khuyên bà con không tăng đàn ồ ạt, tả lót chuồng khô ráo, mua con giống có nguồn gốc. Thịt ở chợ phải có dấu kiểm soát.
phong-chay-2026 | 2026-02-24 | ca tt | Tập huấn phòng cháy, chữa cháy cho các tổ liên gia
Hơn 120 người đại diện cho 24 tổ liên gia thực hành dập lửa và thoát nạn. ¶ Cán bộ PCCC hướng dẫn cách dùng bình bột, chăn ướt và cách bò thấp khi có khói. Mỗi tổ được trang bị một chuông báo nối giữa các nhà. ¶ Xã vận động mỗi hộ mua một bình chữa cháy, mở lối thoát thứ hai ở nhà có lồng sắt. Khi có cháy, gọi 114 và báo cho hàng xóm.
chay-rung-2024 | 2024-02-06 | kt tb | Phòng cháy rừng trong cao điểm mùa khô
Cấp dự báo cháy rừng đang ở mức V, mức cực kỳ nguy hiểm. ¶ Người dân không đốt rẫy, không mang lửa vào rừng lấy mật. Tổ bảo vệ tuần tra hai ca, đóng các lối mòn ở thôn 8. ¶ Ai để xảy ra cháy phải bồi thường và bị xử lý. Nước và bàn dập lửa đã đặt ở bốn chòi canh; người phát hiện khói gọi ngay cho kiểm lâm địa bàn.
nuoc-sach-2025 | 2025-10-14 | kt tt | Đấu nối nước sạch cho 320 hộ thôn 4
Tuyến ống dài 5,2 km đã thử áp lực xong, các hộ có nước từ đầu tháng 11. ¶ Mỗi hộ được lắp đồng hồ và 10 m ống miễn phí; phần ống trong nhà do gia đình tự lo. Giá nước thu theo khối, hộ nghèo được giảm một phần. ¶ Trước khi đấu nối, bà con súc rửa bể chứa. Giếng cũ nên giữ lại để tưới cây, không bơm chung vào đường ống.
ke-hoach-86 | 2025-01-14 | vp kh | Kế hoạch số 86/KH-UBND về cải cách hành chính năm 2025
Kế hoạch đặt mục tiêu 95% hồ sơ trả đúng hạn và giảm một phần ba số giấy tờ phải nộp. ¶ Bộ phận một cửa rà soát 62 thủ tục, bỏ các bản sao có thể tra trong dữ liệu. Mỗi quý, xã khảo sát mức độ hài lòng của ít nhất 100 người. ¶ Văn phòng theo dõi, báo cáo tiến độ vào ngày 20 tháng cuối quý. Đơn vị chậm hai quý liền phải giải trình trước tập thể.
thong-bao-86 | 2026-01-27 | vp tb | Thông báo số 86/TB-UBND về lịch nghỉ Tết
Cơ quan xã nghỉ Tết bảy ngày; bộ phận một cửa nhận hồ sơ trở lại vào ngày làm việc đầu tiên. ¶ Trong những ngày nghỉ, lãnh đạo và Công an xã trực 24 giờ tại trụ sở. Việc khai tử, cấp cứu, cháy nổ được giải quyết ngay. ¶ Các thôn treo cờ, dọn đường, không đốt pháo. Danh sách trực cùng số điện thoại dán ở cổng và gửi cho các trưởng thôn.
ke-hoach-68 | 2026-03-10 | kt kh | Kế hoạch số 68/KH-UBND về vệ sinh môi trường
Kế hoạch giao mỗi thôn một tuyến đường tự quản và một điểm tập kết rác. ¶ Thôn 3 và thôn 6 làm trước, các thôn còn lại bắt đầu từ tháng 6. Xe gom chạy ba lượt mỗi tuần; rác cồng kềnh gom vào ngày cuối tháng. ¶ Phòng Kinh tế kiểm tra, chấm điểm theo 86 tiêu chí nhỏ. Thôn đạt điểm cao được thưởng cây xanh và thùng rác.
quyet-dinh-1204 | 2024-11-12 | vp kh | Quyết định số 1204/QĐ-UBND phê duyệt dự toán sửa chữa trường học
Quyết định phê duyệt dự toán sửa mái, thay cửa và sơn lại 14 phòng học. ¶ Tổng mức là 980 triệu đồng, lấy từ ngân sách và nguồn xã hội hóa. Thời gian thi công trong hè, hoàn thành trước ngày tựu trường. ¶ Ban giám sát cộng đồng thôn 2 theo dõi vật tư, ghi nhật ký. Tài liệu đầy đủ được lưu tại Văn phòng, người dân có thể đến xem.
ho-van-hoa-1204 | 2025-12-02 | vh tt | 1.204 hộ đạt danh hiệu gia đình văn hóa
Toàn xã có 1.204 hộ được công nhận, bằng 91% số hộ đăng ký. ¶ Các thôn bình xét công khai, lấy phiếu tại cuộc họp có ít nhất hai phần ba số hộ tham dự. Thôn 3 đứng đầu với 97%. ¶ Hộ không đạt chủ yếu do vi phạm giao thông hoặc để rác ra đường. Giấy khen được trao tại ngày hội đoàn kết của từng thôn.
duong-thon-5 | 2024-06-18 | kt tt | Đầu tư 3,5 tỷ đồng nâng cấp đường thôn 5
Tuyến đường dài 1,8 km được mở rộng lên 5 m, đổ bê tông dày 18 cm. ¶ Trong tổng vốn, ngân sách chi phần lớn, bà con góp ngày công và hiến 1.100 m² đất. Nhà thầu thi công từng nửa mặt đường để xe vẫn qua lại. ¶ Dự kiến đường xong trước mùa mưa. Tổ giám sát của thôn kiểm tra độ dày mỗi 50 m và công bố kết quả tại nhà văn hóa.
thu-ngan-sach-35 | 2026-07-07 | kt tt | Thu ngân sách đạt 35 tỷ đồng, vượt 5 tỷ so với dự toán
Sáu tháng đầu năm, số thu của xã tăng nhờ tiền sử dụng đất và lệ phí trước bạ. ¶ Khoản thu từ hộ kinh doanh tăng 3 lần sau khi dùng hóa đơn điện tử. Nợ cũ còn 1 tỷ, tập trung ở bốn cơ sở. ¶ Phần vượt dành cho kênh mương và trường học. Số liệu chi tiết được công khai trên bảng tin, người dân có ý kiến gửi về Phòng Kinh tế.
xe-buyt-phan-thiet | 2024-12-17 | kt tb | Xe buýt Đông Kho – Phan Thiết tăng chuyến
Từ ngày 23/12/2024, tuyến có thêm bốn chuyến mỗi chiều vào sáng sớm và chiều tối. ¶ Chuyến đầu rời chợ xã lúc 5 giờ, chuyến cuối về lúc 19 giờ 30 phút. Vé cả tuyến 45 nghìn đồng, học sinh giảm một nửa. ¶ Xe dừng tại thôn 1, thôn 3 và trung tâm huyện Tánh Linh. Hành khách không mang hàng cồng kềnh; người khuyết tật được lên cửa trước.
phan-bon-thiet-yeu | 2026-04-21 | kt tb | Phân bón và vật tư thiết yếu trước vụ hè thu
Các đại lý cam kết đủ hàng, niêm yết giá và không ép mua kèm. ¶ Nhu cầu của xã khoảng 420 tấn phân đạm, lân và kali; lượng tồn kho đáp ứng một phần. Máy bơm, hạt giống và bạt phủ cũng là vật tư thiết yếu được theo dõi. ¶ Người mua giữ hóa đơn, nghi hàng giả thì mang mẫu đến Phòng Kinh tế để gửi kiểm nghiệm.
xe-khach-tphcm | 2024-07-16 | kt tb | Xe khách đi TP.HCM dời điểm đón về bến mới
Từ ngày 22/7/2024, xe đi TP.HCM không đón khách trước chợ mà vào bến ở thôn 1. ¶ Bến có mái che, nhà vệ sinh và chỗ gửi xe máy qua đêm. Các nhà xe niêm yết giờ chạy, giá vé tại quầy. ¶ Xe dừng đón ngoài bến bị xử phạt. Hành khách đi chuyến đêm nên đến sớm 20 phút, kiểm tra kỹ hành lý và giữ vé để nhận lại đồ thất lạc.
kham-benh-mien-phi | 2026-06-09 | yt tt | Bác sĩ từ Thành phố Hồ Chí Minh về khám bệnh miễn phí
Đoàn 26 bác sĩ khám mắt, tim và xương khớp cho 540 người trong hai ngày. ¶ Người khám được phát thuốc, đo điện tim, siêu âm; 31 người được hẹn mổ mắt không mất tiền. Xe của xã đưa đón người ở thôn 7 và thôn 8. ¶ Danh sách do Trạm Y tế lập từ tháng 5. Ai lỡ đợt này sẽ được mời vào đợt cuối năm.
cau-treo | 2021-05-18 | kt tt | Cầu treo thôn 2 đang sửa chữa
Mặt ván và cáp phụ đang được thay, xe không qua lại trong ba tuần. ¶ Thợ đang tháo từng nhịp, căng lưới phía dưới để giữ an toàn. Xe máy đi vòng theo lối thôn 3, xa hơn khoảng 4 km. ¶ Học sinh được đò chở miễn phí vào giờ đến lớp và tan lớp. Khi xong, tải trọng tối đa là 500 kg, xe ba bánh không được lên cầu. Biển báo đang chờ lắp ở hai đầu.
he-cuoi-tuan | 2026-08-25 | vh tt | Thôn 2 thêm nơi vui chơi cuối tuần
Bãi cỏ ven suối được dọn sạch, có ghế đá, xích đu và sân bóng nhỏ. ¶ Từ đây nhìn sang thấy cầu treo và vườn cây. Chi đoàn trồng thêm 40 gốc phượng, làm lối đi bằng sỏi. ¶ Mỗi tối thứ Bảy có chiếu phim ngoài trời. Mọi người giữ vệ sinh, mang rác về, không tắm suối sau mưa; trẻ nhỏ phải có người lớn đi kèm.
bo-giong | 2022-08-09 | kt tt | Trao bò giống cho 15 hộ nghèo
Mỗi hộ nhận một con bò cái khoảng 14 tháng tuổi, đã tiêm phòng đủ mũi. ¶ Các hộ làm chuồng, trồng cỏ trước khi nhận và cam kết không bán trong ba năm. Con bê đầu tiên được chuyển cho hộ tiếp theo trong danh sách. ¶ Cán bộ thú y đến thăm hằng tháng. Vốn do quỹ vì người nghèo và một doanh nghiệp tài trợ, mỗi con trị giá 18 triệu đồng.
trong-bo | 2023-03-21 | kt tt | Trồng bơ xen cà phê: mô hình mới ở thôn 7
Chín hộ trồng bơ xen trong vườn cà phê già, vừa che bóng vừa thêm thu nhập. ¶ Cây bơ ghép ra quả sau ba năm, mỗi gốc cho 40 đến 60 kg. Giá bán tại vườn ổn định nhờ có hợp tác xã bao tiêu. ¶ Người trồng cần thoát nước tốt, phòng bệnh thối rễ. Phòng Kinh tế khuyên chỉ mở rộng khi có đầu ra, không chặt bỏ cà phê ồ ạt.
bo-rac | 2026-05-05 | kt tb | Xử phạt hành vi bỏ rác không đúng nơi quy định
Từ ngày 15/5/2026, camera ở bốn điểm nóng được dùng để xử phạt. ¶ Người bỏ rác xuống kênh, ra lề đường bị phạt tiền và phải dọn lại. Hộ kinh doanh có thùng riêng, không để tràn ra lối đi. ¶ Trước khi phạt, xã nhắc nhở hai tuần trên loa. Người dân gửi ảnh vi phạm kèm thời gian và địa điểm; danh tính người gửi được giữ kín.
ky-thuat-dieu | 2025-11-11 | kt tt | Tập huấn kỹ thuật tỉa cành cây điều
Sáu mươi nông hộ ở thôn 5 và thôn 8 học cách tỉa cành, tạo tán ngay tại vườn. ¶ Cành vượt, cành sâu bệnh cắt sát thân, quét vôi vết cắt. Tỉa đúng lúc giúp cây nhận nắng đều, bớt bọ xít muỗi. ¶ Mỗi người nhận một tài liệu có hình và một kéo cắt. Buổi tiếp theo nói về phun thuốc khi cây ra hoa, tổ chức vào đầu tháng 1.
ki-thuat-nuoi-ca | 2022-04-19 | kt tt | Chuyển giao kĩ thuật nuôi cá nước ngọt
Mô hình nuôi cá trong ao lót bạt được chuyển giao cho 12 hộ ở thôn 6. ¶ Cán bộ khuyến nông trình bày kĩ thuật xử lý nước, chọn giống và cho ăn theo cân nặng. Hộ tham gia được hỗ trợ một nửa tiền cá giống. ¶ Sau bốn tháng, cá rô đạt khoảng 300 g mỗi con. Thương lái thu mua tại ao, trả tiền ngay trong ngày.
dau-xanh | 2021-03-09 | kt tt | Trồng đậu xanh trên đất lúa thiếu nước
Hai mươi ha lúa cuối kênh được chuyển sang đậu xanh trong vụ khô. ¶ Cây đậu cần ít nước, 65 ngày là thu hoạch, rễ làm đất tơi hơn. Lãi mỗi sào cao hơn lúa khoảng 600 nghìn đồng. ¶ Xã hỗ trợ giống lần đầu cho hộ đăng ký trọn vùng. Hợp tác xã thu mua, phơi và đóng gói; hạt lép được dùng cho chăn nuôi.
dau-an | 2024-09-10 | vh tt | Thu gom dầu ăn đã qua sử dụng ở các thôn
Hội phụ nữ đặt tám thùng gom dầu ăn cũ, đổi lấy nước rửa chén. ¶ Dầu đổ xuống cống làm nghẹt ống, bốc mùi và bám vào mang cá. Mỗi lít dầu đổi được một chai nhỏ, cân vào sáng Chủ nhật đầu tháng. ¶ Sau hai tháng, chị em đã gom 310 lít, giao cho cơ sở tái chế có giấy phép. Tiền thu được góp vào quỹ học bổng.
hoa-giai-2026 | 2026-01-20 | hc tt | Kiện toàn tổ hòa giải ở tám thôn
Mỗi tổ hòa giải có từ năm đến bảy người, trong đó ít nhất một phụ nữ. ¶ Năm qua, các tổ nhận 54 vụ về ranh đất, nước tưới và mâu thuẫn trong nhà; 47 vụ thành. Những vụ không thành được chuyển lên xã. ¶ Thành viên mới học hai buổi về luật và cách lắng nghe. Thù lao cho mỗi vụ được chi trong tháng, có biên bản kèm theo.
hoa-giai-2021 | 2021-11-23 | hc tt | Hội thi hoà giải viên giỏi cấp xã
Tám đội thi qua ba phần: chào hỏi, kiến thức và xử lý tình huống. ¶ Tình huống khó nhất nói về hai nhà tranh nhau lối đi chung. Đội thôn 3 hoà giải khéo, vừa nêu luật vừa nhắc tình làng nghĩa xóm nên được giải nhất. ¶ Ban giám khảo góp ý các đội cần ghi biên bản rõ hơn. Xã chọn ba người dự thi cấp huyện Tánh Linh.
thu-dien-tu | 2024-03-12 | vp tb | Tiếp nhận phản ánh qua thư điện tử của Văn phòng
Ngoài gặp trực tiếp, người dân có thể gửi phản ánh đến vanphong@xa-dongkho.example. ¶ Thư cần ghi họ tên, thôn, nội dung và ảnh nếu có; tệp kèm không quá 10 MB. Văn phòng trả lời đã nhận trong một ngày làm việc và trả lời nội dung trong mười ngày. ¶ Hồ sơ thủ tục không nộp qua thư mà nộp tại Cổng dịch vụ công. Thư nặc danh, xúc phạm người khác không được xem xét.
to-hop-tac | 2022-11-15 | kt tt | Tổ hợp tác phục vụ mùa vụ
Tổ có 9 thành viên, nhận làm đất và gặt thuê cho bà con với mức công khai. ¶ Muốn thuê máy cày thôn 4, bà con gọi cho tổ trước ba ngày để xếp lượt. Ruộng dưới 2 sào được ghép với ruộng bên cạnh cho đỡ tốn công. ¶ Tổ nhận tiền sau khi làm xong. Hộ neo đơn, gia đình chính sách được giảm 15%, trả chậm đến khi thu hoạch.
lam-dat-vu-moi | 2026-09-22 | kt tt | Chuẩn bị làm đất cho vụ mới
Toàn xã phấn đấu làm đất xong trước ngày 10/10/2026. ¶ Máy bơm ở kênh chính chạy từ đầu tuần. Những chân ruộng cao cày trước, phơi ải mười ngày rồi mới lấy nước. Mỗi thôn cử một tổ đi đắp bờ, vét mương nội đồng. ¶ Đợt xuống giống chia làm 4 lượt. Rầy nâu di trú vào đèn ít hơn mọi năm nhưng bà con vẫn phải theo dõi sát lịch của xã.
gioi-thieu | 2024-01-02 | vp page | Giới thiệu xã Đông Kho
Xã Đông Kho thuộc huyện Tánh Linh, có tám thôn và hơn 5.600 nhân khẩu. ¶ Phần lớn người dân trồng lúa, điều, cao su và nuôi trâu bò. Sông chảy qua phía nam xã, mùa mưa nước lên nhanh. ¶ Xã có ba trường học, một trạm y tế, một chợ họp buổi sáng và tám nhà văn hóa. Ủy ban nhân dân xã làm việc từ thứ Hai đến thứ Sáu, buổi sáng bắt đầu lúc 7 giờ.
lien-he | 2024-01-02 | vp page | Liên hệ
Địa chỉ, số điện thoại và thư điện tử của Ủy ban nhân dân xã Đông Kho. ¶ Trụ sở nằm ở thôn 1, xã Đông Kho, huyện Tánh Linh. Số điện thoại của Văn phòng: 0252 000 0000, thư điện tử: vanphong@xa-dongkho.example. ¶ Giờ làm việc: sáng từ 7 giờ đến 11 giờ 30 phút, chiều từ 13 giờ 30 phút đến 17 giờ, các ngày từ thứ Hai đến thứ Sáu. Ngoài giờ, việc khẩn cấp xin gọi số trực của Công an xã.
quyen-rieng-tu | 2024-01-02 | vp page | Quyền riêng tư
Cổng này đếm lượt xem mà không lưu địa chỉ máy và không theo dõi người đọc. ¶ Chúng tôi không đặt tệp nhận dạng, không dùng dịch vụ quảng cáo. Ô tìm kiếm gửi câu hỏi đến máy chủ của cổng; câu hỏi không được ghi lại. ¶ Thư gửi đến Văn phòng chỉ dùng để trả lời và được xóa theo thời hạn lưu trữ. Người gửi có thể yêu cầu xem, sửa hoặc xóa thông tin của mình.
en/birth-registration | 2025-06-10 | hc hd | Birth registration for children born in the commune
Parents register a birth within 60 days; the certificate is free of charge. ¶ Bring the certificate of birth from the hospital, the identity card of one parent and, if you are married, the marriage certificate. A foreign parent shows a passport. ¶ Apply at the Public Service Centre in hamlet 1 or online. The certificate is ready on the same day if you come before 3 p.m. If the child was born at home, a witness signs a statement.
en/power-cut | 2025-09-17 | kt tb | Planned power cut in hamlets 4 and 5
There will be no electricity on Sunday, 21 September 2025, from 6 a.m. to 3 p.m. ¶ Workers replace insulators and raise the lines above the roofs. All of hamlet 4 and the south of hamlet 5 are affected. ¶ Treat every line as live, even during the cut. If someone in your house depends on a medical device, call the Health Station the day before. Pumps and computers should be switched off until the supply is stable again.
en/temporary-residence | 2024-09-24 | ca hd | Temporary residence of foreign guests
Hosts register foreign guests within 12 hours of arrival, in remote hamlets within 24 hours. ¶ The form asks for name, nationality, passport number and the dates of the stay. Hotels and private hosts use the same website. ¶ Guests who stay longer than planned are registered again. The Commune Police answer questions in the morning from Monday to Friday; there is no fee, and nobody needs to leave a passport with the host.
en/land-certificate | 2024-10-15 | hc hd | Land use right certificate: who may apply
A household that has used its land without dispute may apply for a certificate. ¶ You fill in a form at the Public Service Centre. An officer measures the plot, asks the neighbours and posts the result for 15 days. ¶ The file then goes to Tánh Linh district. You are told how much to pay, and you receive the certificate after payment. People often call it the red book, after the colour of its cover.
en/vaccination | 2026-03-26 | yt tb | Vaccination calendar for young children
The Health Station vaccinates children on the 5th, 6th and 7th of each month. ¶ Bring the vaccination record, let the child eat before you come and choose loose clothes. A child with a fever comes back a month later. ¶ Stay for 30 minutes after the injection. Slight fever is normal for a day; call the station if it lasts longer or if the child has difficulty breathing. All vaccines of the national programme are free.
en/covid-visitors | 2022-03-01 | yt hd | COVID-19 advice for visitors
Visitors who feel ill should stay in their room and call the Health Station. ¶ Quick tests are sold at the pharmacy beside the market. If the test is positive, tell your host, wear a mask and rest for seven days. ¶ The station keeps a list and brings medicine. Call an ambulance if you are short of breath. Markets and buses are open; please wear a mask where many people meet and keep windows open.
en/garbage | 2025-02-18 | kt tb | Garbage collection days in each hamlet
The truck comes three times a week; bags must be at the road before 6 a.m. ¶ Hamlets 1 to 4: Monday, Wednesday and Friday. Hamlets 5 to 8: Tuesday, Thursday and Saturday. Furniture is collected on the last day of the month. ¶ Please separate bottles and paper from kitchen waste. Garbage left beside the canal is fined. Households pay the monthly fee to the head of the hamlet, and poor households pay nothing.
en/bus | 2026-11-10 | kt tb | Bus to Phan Thiết: new timetable
The bus between Đông Kho and Phan Thiết runs eight times a day from 16 November 2026. ¶ The first bus leaves the market at 5 a.m., the last returns at 7.30 p.m. A ticket costs 45,000 đồng; pupils pay half. ¶ Stops are in hamlets 1 and 3 and in the centre of Tánh Linh district. Bicycles travel free if there is room. Seats at the front are kept for people with disabilities.
en/wifi | 2026-11-03 | vh tt | Free wifi at the community houses
All eight community houses now offer free wifi from 5 a.m. to 10 p.m. ¶ Choose the network of the commune; no password is needed, and a session lasts 60 minutes. ¶ The network is open, so do not enter bank passwords while you use it. If the network is down, tell the head of the hamlet, who keeps the key of the cabinet. Sockets for telephones and a printer for forms are beside the entrance.
en/reception | 2026-05-07 | vp tb | When the People's Committee receives citizens
The leaders of the commune receive citizens every Thursday morning. ¶ The room is on the ground floor of the office, open from 7.30 a.m. to 11 a.m. Bring your identity card or passport and, if you have one, a written request. ¶ Simple questions are answered at once. For others you receive a slip with a date. An interpreter can be arranged if you call the office two days before you come.
en/health-insurance | 2024-04-16 | yt hd | Health insurance for households
Each member of a household joins the same plan; from the second person on it becomes cheaper. ¶ Pay at the collecting point in the office or in the application. The card is linked to the identity number, so you need no paper. ¶ If you pause for more than three months, you lose the benefits of five years without interruption. Foreign residents with a labour contract are insured by their employer.
en/land-auction | 2025-07-10 | kt tb | Land auction in hamlet 3: how to take part
Twelve plots of residential land will be auctioned on 28 July 2025 in the hall of the commune. ¶ The plots measure 120 to 180 square metres. Bidders hand in a form and a deposit of 20% of the starting price before 25 July. ¶ Only Vietnamese citizens may bid. The highest written bid wins; other bidders receive their deposit within three working days. The conditions hang on the board of the office.
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
Ủy ban nhân dân xã Đông Kho giao {department} theo dõi và báo cáo.
Hoạt động này được huyện Tánh Linh ghi nhận và sẽ duy trì trong năm.
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


def written() -> list[Text]:
    """Return the texts written by hand."""
    texts = []
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
