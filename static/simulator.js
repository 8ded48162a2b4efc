// Takes the cart back by itself, after a moment to read what happens. The button does the same without this.
const form = document.querySelector("form[data-goes-by-itself]");
if (form) setTimeout(() => form.requestSubmit(), 1500);
