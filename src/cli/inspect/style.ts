/** The style of an inspection's page: dark and light as the reader has it, every text at a contrast of 4.5 to 1 or more. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1a1d21; --dim: #57606a; --line: #d0d7de; --soft: #f6f8fa; --session: #1a7f37; --cors: #0969da; --middleware: #57606a; --route: #6639ba; --unknown: #9a6700; --error: #c11f2d; --warn: #8a5a00; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --back: #0f1318; --text: #e6edf3; --dim: #9aa4af; --line: #343b44; --soft: #181d24; --session: #3fb950; --cors: #58a6ff; --middleware: #9aa4af; --route: #bc8cff; --unknown: #d9a520; --error: #ff7b72; --warn: #e3b341; --on: #0f1318; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 90rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: .95rem; margin: 0 0 .5rem; text-transform: capitalize; }
h5 { font-size: .9rem; margin: 1rem 0 .25rem; }
code { font: .85em/1.4 ui-monospace, monospace; background: var(--soft); padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; }
a { color: var(--cors); }
a:focus-visible, summary:focus-visible, li:focus-visible { outline: 3px solid var(--cors); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.dim, .place, small { color: var(--dim); font-weight: normal; }
.place { font-size: .8rem; overflow-wrap: anywhere; }
.key { display: inline-block; padding: 0 .5rem; margin: .1rem 0; border-left: 4px solid var(--c); background: var(--soft); }
.key.has { --c: var(--session); border-left: 0; border-right: 4px solid var(--c); }
.environments { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem; }
.environment { border: 1px solid var(--line); border-radius: 6px; padding: 1rem; min-width: 0; }
.lane { list-style: none; margin: 0; padding: 0; counter-reset: step; }
.lane li { counter-increment: step; border-left: 4px solid var(--c); border-right: 4px solid transparent; background: var(--soft); margin: 0 0 2px; padding: .3rem .6rem; overflow-wrap: anywhere; }
.lane li::before { content: counter(step) ". "; color: var(--dim); }
.lane li.has { border-right-color: var(--session); }
.lane li.some { border-right: 4px dashed var(--session); }
.lane li.border { counter-increment: none; background: none; border: 0; border-top: 2px solid var(--session); margin: .5rem 0 2px; padding: 0; color: var(--session); font-size: .8rem; }
.lane li.border::before, .lane li.open::before { content: none; }
.lane li.open { --c: var(--unknown); counter-increment: none; color: var(--dim); }
.session { --c: var(--session); } .cors { --c: var(--cors); } .middleware { --c: var(--middleware); } .route { --c: var(--route); } .unknown { --c: var(--unknown); }
.cookie { margin: .25rem 0; }
.cookie strong { color: var(--error); }
.findings > li { padding: .4rem .6rem; margin-bottom: .4rem; border-left: 4px solid var(--c); background: var(--soft); }
.findings > li:target { outline: 3px solid var(--c); }
.findings strong { color: var(--c); }
.error { --c: var(--error); } .warn { --c: var(--warn); } .strict { --c: var(--middleware); }
.pin { display: inline-block; min-width: 1.5rem; padding: 0 .35rem; border-radius: 1rem; background: var(--c); color: var(--on); text-align: center; font-size: .8rem; font-weight: bold; text-decoration: none; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
@media print { .environments { display: block; } }
`;
