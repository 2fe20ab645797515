// What a browser remembers of one visit for the next; it may be forbidden to, and then nothing is remembered.

export function remember(name, value) {
  try {
    if (value === null) {
      localStorage.removeItem(`voicecoach ${name}`);
    } else {
      localStorage.setItem(`voicecoach ${name}`, String(value));
    }
  } catch {
    // forbidden
  }
}

export function remembered(name) {
  try {
    return Number.parseFloat(localStorage.getItem(`voicecoach ${name}`));
  } catch {
    return NaN;
  }
}
