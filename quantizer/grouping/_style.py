"""The style sheet of the contact sheet: light and dark, as the reader's system is."""

STYLE = """
:root { color-scheme: light dark; --page: #ffffff; --text: #1c1f23; --soft: #565d66;
  --line: #d5d9de; --box: #f4f5f7; --mark: #a33a00; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16181b; --text: #e8eaed; --soft: #a5adb6; --line: #3a3f45; --box: #212429;
    --mark: #ffb27a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem; background: var(--page);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
p { margin: .25rem 0; max-width: 60rem; }
a { color: inherit; }
.soft { color: var(--soft); }
.mark { color: var(--mark); font-weight: 600; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem; }
th, td { padding: .25rem .75rem; text-align: left; border-bottom: 1px solid var(--line); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.zero { color: var(--soft); }
.strip { display: flex; width: 10rem; height: 1.25rem; border: 1px solid var(--line); }
.palette { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0; padding: 0;
  list-style: none; font-size: .875rem; }
.palette li { display: flex; align-items: center; gap: .4rem; }
.swatch { width: 1.25rem; height: 1.25rem; border: 1px solid var(--line); }
.images { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem;
  margin: .75rem 0; padding: 0; list-style: none; }
.images li { padding: .5rem; border: 1px solid var(--line); border-radius: .25rem;
  background: var(--box); font-size: .8125rem; line-height: 1.35; }
.images li.outlier { border-color: var(--mark); }
.images img { display: block; width: 100%; height: 8rem; object-fit: scale-down;
  margin-bottom: .4rem; }
.images img.tiny { object-fit: contain; image-rendering: pixelated; }
.images span { display: block; overflow-wrap: anywhere; }
"""
