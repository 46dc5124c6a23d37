const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
export const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ".");
export const each = (items, write) => items.map(write).join("\n");
