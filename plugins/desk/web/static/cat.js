// Shows what is left of a picture while the numbers are typed.
"use strict";

const picture = document.querySelector("[data-cut]"), numbers = picture.closest("main").querySelector("form");

function show() {
  const cut = (name) => Math.min(90, Math.max(0, parseInt(numbers.elements[name].value, 10) || 0));
  picture.style.clipPath = `inset(${cut("tren")}% ${cut("phai")}% ${cut("duoi")}% ${cut("trai")}%)`;
}

numbers.addEventListener("input", show);
show();
