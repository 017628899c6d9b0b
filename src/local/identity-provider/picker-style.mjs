/** The picker's whole style; it follows the system's light or dark. */
export const pickerStyle = `
:root {
  color-scheme: light dark;
  --background: light-dark(oklch(0.985 0.003 170), oklch(0.17 0.008 175));
  --card: light-dark(oklch(1 0 0), oklch(0.205 0.009 175));
  --foreground: light-dark(oklch(0.21 0.015 180), oklch(0.955 0.004 170));
  --muted: light-dark(oklch(0.46 0.014 180), oklch(0.75 0.012 175));
  --border: light-dark(oklch(0.9 0.006 170), oklch(0.31 0.01 175));
  --input: light-dark(oklch(0.62 0.012 175), oklch(0.53 0.012 175));
  --hover: light-dark(oklch(0.97 0.006 170), oklch(0.24 0.011 175));
  --primary: light-dark(oklch(0.41 0.075 172), oklch(0.84 0.115 168));
  --on-primary: light-dark(oklch(0.99 0.005 170), oklch(0.2 0.03 175));
  --brass: light-dark(oklch(0.48 0.1 75), oklch(0.83 0.11 82));
  --brass-tint: light-dark(oklch(0.965 0.03 85), oklch(0.27 0.035 80));
  --danger: light-dark(oklch(0.47 0.17 27), oklch(0.8 0.115 22));
  --danger-tint: light-dark(oklch(0.965 0.02 25), oklch(0.27 0.04 22));
  --good: light-dark(oklch(0.42 0.09 155), oklch(0.84 0.12 158));
  --good-tint: light-dark(oklch(0.96 0.025 160), oklch(0.27 0.035 165));
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--background); color: var(--foreground);
  font: 1rem/1.5 ui-sans-serif, system-ui, sans-serif;
}
.stripes {
  height: .5rem;
  background: repeating-linear-gradient(-45deg, var(--brass) 0 .75rem, var(--foreground) .75rem 1.5rem);
}
main { max-width: 40rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
.notice {
  display: inline-block; margin: 0 0 1.25rem; padding: .2rem .7rem; border-radius: 999px;
  background: var(--brass-tint); color: var(--brass); font-size: .8125rem; font-weight: 600;
}
h1 { margin: 0; font-size: clamp(1.5rem, 5vw, 1.875rem); line-height: 1.2; letter-spacing: -.02em; text-wrap: balance; }
.lead { margin: .6rem 0 0; color: var(--muted); text-wrap: pretty; }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
h2 { margin: 2.25rem 0 .75rem; font-size: .9375rem; font-weight: 600; }
ul { margin: 0; padding: 0; list-style: none; border: 1px solid var(--border); border-radius: .875rem; background: var(--card); overflow: hidden; }
li + li { border-top: 1px solid var(--border); }
.persona {
  display: grid; grid-template-columns: 2.5rem 1fr auto; gap: .125rem .875rem; align-items: center;
  width: 100%; padding: .875rem 1rem; border: 0; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer;
}
.persona:hover { background: var(--hover); }
.avatar {
  grid-row: span 2; align-self: start; display: grid; place-items: center; width: 2.5rem; height: 2.5rem; border-radius: 50%;
  background: var(--good-tint); color: var(--good); font-weight: 600;
}
.trouble .avatar { background: var(--danger-tint); color: var(--danger); }
.title { font-weight: 600; overflow-wrap: anywhere; }
.summary { grid-column: 2 / -1; color: var(--muted); font-size: .875rem; }
.tag { padding: .1rem .55rem; border-radius: 999px; font-size: .75rem; font-weight: 600; white-space: nowrap; background: var(--good-tint); color: var(--good); }
.tag.warn { background: var(--brass-tint); color: var(--brass); }
.trouble .tag { background: var(--danger-tint); color: var(--danger); }
.card { padding: 1rem; display: grid; gap: .875rem; }
form.described { border: 1px solid var(--border); border-radius: .875rem; background: var(--card); }
.head { display: grid; grid-template-columns: 2.5rem 1fr; gap: .125rem .875rem; }
label { display: grid; gap: .3rem; font-size: .875rem; font-weight: 500; }
label.check { display: flex; gap: .6rem; align-items: center; font-weight: 400; }
input[type=text], input[type=email] {
  width: 100%; padding: .55rem .75rem; border: 1px solid var(--input); border-radius: .6rem;
  background: var(--background); color: inherit; font: inherit;
}
input[type=checkbox] { width: 1.1rem; height: 1.1rem; accent-color: var(--primary); }
.row { display: flex; flex-wrap: wrap; gap: .6rem; }
.row label { flex: 1 1 14rem; }
.go {
  justify-self: start; min-height: 2.5rem; padding: .5rem 1rem; border: 0; border-radius: .6rem;
  background: var(--primary); color: var(--on-primary); font: inherit; font-weight: 600; cursor: pointer;
}
.go:hover { filter: brightness(1.08); }
:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
.persona:focus-visible { outline-offset: -3px; }
.fault { margin: 1rem 0 0; padding: .6rem .9rem; border-radius: .6rem; background: var(--danger-tint); color: var(--danger); }
footer { margin-top: 2.5rem; color: var(--muted); font-size: .875rem; }
@media (max-width: 26rem) {
  .persona { grid-template-columns: 2.5rem 1fr; }
  .persona .avatar { grid-row: span 3; }
  .tag { justify-self: start; grid-column: 2; }
}
`;
