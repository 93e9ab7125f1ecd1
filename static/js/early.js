/* Before the page is drawn: what works only with scripts is there from the first picture on, so nothing jumps (docs/speed.md). */
document.documentElement.classList.add("js");
