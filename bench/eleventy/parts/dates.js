// Dates as Vietnamese readers write them; the portal's time zone is UTC+7 all year.
const WEEKDAYS = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const two = (value) => String(value).padStart(2, "0");

export const local = (date) => new Date(date.getTime() + 7 * 3600 * 1000);
export const machineDay = (date) => local(date).toISOString().slice(0, 10);
export const machineTime = (date) => `${local(date).toISOString().slice(0, 16)}+07:00`;
export const feedTime = (date) => `${local(date).toISOString().slice(0, 19)}+07:00`;
export const clock = (date) => local(date).toISOString().slice(11, 16);
export const yearOf = (date) => local(date).getUTCFullYear();
export const monthUrl = (date) => `/${local(date).toISOString().slice(0, 7).replace("-", "/")}/`;

export function monthName(date) {
  const month = local(date).getUTCMonth() + 1;
  return `tháng ${month < 3 ? two(month) : month}/${yearOf(date)}`;
}

// Where the year stands above already, only a screen reader says it.
export function monthLabel(name) {
  const [month, year] = name.split("/");
  return `${capital(month)}<span class="unseen">/${year}</span>`;
}

// Days below 10 and months 1 and 2 take a leading 0 (NĐ 30/2020/NĐ-CP, Annex I).
export function shortDate(date) {
  const here = local(date);
  const month = here.getUTCMonth() + 1;
  return `${two(here.getUTCDate())}/${month < 3 ? two(month) : month}/${here.getUTCFullYear()}`;
}

export const longDate = (date) => `${WEEKDAYS[local(date).getUTCDay()]}, ${shortDate(date)}`;
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
