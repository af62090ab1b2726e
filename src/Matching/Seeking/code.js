// The code: checked here before it is sent, copied, printed. The check characters catch every mistyped character and
// every swap of two (Sealing/SecretCode.cs says how).
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 26;
const modulus = 1021;

export const isCode = (typed) => {
  const characters = typed.toUpperCase().replace(/[ -]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (characters.length !== length + 2 || [...characters].some((c) => !alphabet.includes(c))) {
    return false;
  }

  let remainder = 0;
  for (const c of characters.slice(0, length)) {
    remainder = (remainder * 32 + alphabet.indexOf(c)) % modulus;
  }

  return characters.slice(length) === alphabet[remainder >> 5] + alphabet[remainder & 31];
};

const check = (input) => {
  const wrong = document.getElementById(`${input.id}-wrong`);
  input.form.addEventListener('submit', (event) => {
    const isWrong = !isCode(input.value);
    wrong.hidden = !isWrong;
    wrong.textContent = isWrong ? wrong.dataset.text : '';
    input.toggleAttribute('aria-invalid', false);
    if (isWrong) {
      event.preventDefault();
      input.setAttribute('aria-invalid', 'true');
      input.focus();
    }
  });
};

export const checkCodes = (root) => {
  root.querySelectorAll('[data-check-code]').forEach(check);
  for (const button of root.querySelectorAll('[data-copy]')) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      root.querySelector('[data-copied]').textContent = button.dataset.done;
    });
  }

  for (const button of root.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
};
