const dark = matchMedia('(prefers-color-scheme: dark)');

// A page that has no dark clothes keeps its light ones, whatever its reader prefers.
const isReady = element =>
  /dark/.test(getComputedStyle(element.parentElement ?? document.documentElement).colorScheme) ||
  /dark/.test(document.querySelector('meta[name="color-scheme"]')?.content ?? '');

/** Keeps a frame in the colours that the page and its reader have. */
export const follow = (element, frame, theme, signal) => {
  const dress = () => {
    const isDark = theme === 'dark' || (theme !== 'light' && dark.matches && isReady(element));
    frame.dataset.theme = isDark ? 'dark' : 'light';
  };
  dress();
  dark.addEventListener('change', dress, { signal });
};
