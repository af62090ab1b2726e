// Elements made by hand: what comes from elsewhere is text and nothing but text, also where a page allows no markup from
// strings (Trusted Types).
const vector = 'http://www.w3.org/2000/svg';

const grow = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter(child => child || child === 0).map(child => child.node?.() ?? child));
  return element;
};

/** An element of HTML; `onclick` and the like are listeners, null and false leave an attribute or a child out. */
export const h = (name, attributes, ...children) => grow(document.createElement(name), attributes, children);

/** An element of SVG. */
export const s = (name, attributes, ...children) => grow(document.createElementNS(vector, name), attributes, children);
