/** How the page looks: one column, thumb-sized buttons, light and dark by the phone's own setting. No font, no picture. */

/**
 * `--line` is the border of a control and has three times its ground's contrast; text has four and a half. Long names break
 * rather than widen the page; nothing has a fixed height, so letters may grow and lines may spread.
 */
export const style = `:root{color-scheme:light dark;--bg:#fff;--fg:#1a1a1a;--soft:#f1f4f8;--line:#66707c;--accent:#0b5cad;--on:#fff;--bad:#a61b1b}
@media(prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#f2f2f2;--soft:#23282e;--line:#9aa4af;--accent:#8ec5ff;--on:#10151a;--bad:#ffb0a8}}
*{box-sizing:border-box}[hidden]{display:none!important}body{margin:0;background:var(--bg);color:var(--fg);font:1.125rem/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif;overflow-wrap:anywhere}
[dir=rtl] body{line-height:1.7}main{max-width:34rem;margin:0 auto;padding:1.25rem}p{margin:0 0 1rem}
.from{margin:0;font-size:1rem}h1,h2{font-size:1.5rem;line-height:1.3;margin:0 0 1rem}h1,button{text-wrap:balance}section+section{margin-top:2rem}
ul{list-style:none;margin:0 0 1rem;padding:0}.visit{background:var(--soft);border-radius:.75rem;padding:1rem;margin:0 0 .75rem}.visit>:not(bdi){display:block}.visit>bdi{font-weight:600}.visit s,.visit b{font-size:1.2rem;font-weight:600}
button,.button,input{display:block;width:100%;min-height:3.25rem;margin:0 0 .75rem;padding:.75rem 1rem;border-radius:.75rem;border:2px solid var(--line);background:var(--bg);color:inherit;font:inherit;font-weight:600}
button,.button{cursor:pointer;text-align:center;text-decoration:none}.main{background:var(--accent);border-color:var(--accent);color:var(--on)}
label{display:block;font-weight:600;margin:0 0 .25rem}input{font-size:1.5rem;letter-spacing:.1em;text-align:start}.hint{font-size:1rem;margin:0 0 .5rem}
:focus-visible{outline:3px solid var(--fg);outline-offset:3px}.note{border-inline-start:.3rem solid var(--accent);padding-inline-start:.75rem;font-weight:600}.bad{border-color:var(--bad)}
a{color:var(--accent)}a.main{color:var(--on)}footer{margin-top:1.5rem;padding-top:.5rem;border-top:1px solid var(--line)}footer a{display:inline-block;padding:.6rem 0}footer bdi{display:inline-block;text-decoration:underline}summary{padding:.75rem 0;min-height:2.75rem;cursor:pointer}`;
