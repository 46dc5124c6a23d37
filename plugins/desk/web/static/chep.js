// Copies a secret link. Without this script it is marked and copied by hand.
"use strict";

const place = document.querySelector("[data-copy]");

if (navigator.clipboard) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    const said = place.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(document.querySelector("[data-copied]").textContent);
      said.textContent = "Đã chép. Dán vào Zalo hay thư.";
    } catch {
      said.textContent = "Chưa chép được: bôi đen liên kết rồi bấm Ctrl+C.";
    }
  });
}
