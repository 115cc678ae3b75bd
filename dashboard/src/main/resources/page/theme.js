/* Light, dark, or as the system has it; remembered by the browser. */

const STORED = 'qsstream-theme';
const NEXT = { system: 'light', light: 'dark', dark: 'system' };

/** Lets a button go through the themes; tells by an event who has painted with the old one's colours. */
export function themed(button) {
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = 'Theme: ' + theme;
    dispatchEvent(new Event('theme'));
  };
  set(NEXT[localStorage.getItem(STORED)] ? localStorage.getItem(STORED) : 'system');
  button.addEventListener('click', () => {
    const theme = NEXT[document.documentElement.dataset.theme];
    localStorage.setItem(STORED, theme);
    set(theme);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('theme')));
}
