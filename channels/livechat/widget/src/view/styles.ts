// The style sheet of the shadow root.

import { dark, declarations, light } from "./palette";

const SCHEMES = `
:host{${declarations(light)};color-scheme:light}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${declarations(dark)};color-scheme:dark}}
:host([theme=dark]){${declarations(dark)};color-scheme:dark}
`;

const FRAME = `
:host{
  --radius:var(--tanya-radius,14px);
  --gap:max(16px,env(safe-area-inset-bottom));
  font:400 1rem/1.5 var(--tanya-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif);
  color:var(--text);display:block;-webkit-text-size-adjust:100%;text-size-adjust:100%
}
:host([hidden]){display:none}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
button,textarea{font:inherit;color:inherit}
button{cursor:pointer;min-height:44px;min-width:44px;border:0;background:none;padding:0}
button,a{touch-action:manipulation;-webkit-tap-highlight-color:transparent}
:focus{outline:none}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.icon{width:1.25em;height:1.25em;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;flex:none}
.quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.panel{display:flex;flex-direction:column;background:var(--surface);overflow:hidden;position:relative}
:host([inline]) .panel{height:100%}
:host([inline]){height:100%;min-height:0}
:host(:not([inline])) .panel{
  position:fixed;z-index:var(--tanya-z,2147483000);right:var(--tanya-right,20px);bottom:calc(var(--tanya-bottom,20px) + 72px);
  width:min(400px,calc(100vw - 40px));height:min(640px,calc(100vh - 120px));height:min(640px,calc(100dvh - 120px));
  border:1px solid var(--line);border-radius:var(--radius);box-shadow:0 12px 40px rgb(8 24 34/.24)
}
.launch{
  position:fixed;z-index:var(--tanya-z,2147483000);right:var(--tanya-right,20px);bottom:var(--tanya-bottom,20px);
  width:60px;height:60px;border-radius:50%;display:grid;place-items:center;
  background:var(--accent);color:var(--accent-text);box-shadow:0 6px 20px rgb(8 24 34/.3)
}
.launch .icon{width:28px;height:28px}
.badge{
  position:absolute;top:-4px;right:-4px;min-width:24px;height:24px;padding:0 6px;border-radius:12px;
  background:var(--notice);color:var(--notice-text);border:2px solid var(--surface);font-size:.8125rem;line-height:20px;font-weight:700
}
@media (max-width:480px){
  :host(:not([inline])) .panel{inset:0;width:auto;border:0;border-radius:0;bottom:auto;height:100vh;height:var(--tanya-view,100dvh);top:var(--tanya-top,0)}
  :host(:not([inline])[open]) .launch{display:none}
}
`;

const HEAD = `
.head{display:flex;align-items:center;gap:12px;padding:10px 8px 10px 16px;min-height:64px;background:var(--accent);color:var(--accent-text)}
.head .mark{width:36px;height:36px;border-radius:50%;display:grid;place-items:center;background:rgb(255 255 255/.16)}
.head .who{flex:1;min-width:0;line-height:1.3}
.head .title{font-weight:700;font-size:1.0625rem}
.head .state{font-size:.9375rem}
.head :focus-visible{outline-color:currentColor;outline-offset:-4px}
.head button{display:grid;place-items:center;border-radius:10px}
.bar{padding:8px 16px;font-size:.875rem;line-height:1.4;background:var(--notice);color:var(--notice-text)}
.standing{padding:8px 16px;font-size:.875rem;line-height:1.4;background:var(--sunken);border-bottom:1px solid var(--line)}
.ticket{display:flex;flex-wrap:wrap;gap:0 12px;padding:8px 16px;font-size:.875rem;border-bottom:1px solid var(--line);color:var(--muted)}
.ticket b{color:var(--text);font-variant-numeric:tabular-nums;user-select:all}
`;

const LOG = `
.middle{flex:1;min-height:0;position:relative;display:flex}
.log{flex:1;overflow-y:auto;overscroll-behavior:contain;background:var(--sunken);padding:16px 16px 12px;display:flex;flex-direction:column}
.log:focus-visible{outline-offset:-3px}
.intro{margin:auto;text-wrap:balance;padding:8px 0 16px;max-width:34ch;text-align:center;color:var(--muted);font-size:.9375rem}
.intro b{display:block;color:var(--text);font-size:1.125rem;line-height:1.35;margin-bottom:6px}
.intro p+p{margin-top:8px;color:var(--text)}
:host([brief]) .intro p,:host([brief]) .ticket a{display:none}
.rows{display:flex;flex-direction:column}
.day{align-self:center;margin:12px 0 4px;font-size:.8125rem;color:var(--muted)}
.row{display:flex;flex-direction:column;align-items:flex-start;max-width:86%;margin-top:4px}
.row.first{margin-top:14px}
.name{font-size:.8125rem;font-weight:600;color:var(--muted);margin:0 0 4px 2px}
.bubble{
  padding:9px 13px 7px;border-radius:var(--radius);background:var(--bubble);border:1px solid var(--line);
  overflow-wrap:anywhere;min-width:64px
}
.row.first .bubble{border-top-left-radius:4px}
.text{white-space:pre-wrap}
a{color:var(--link);text-underline-offset:2px}
.wide{width:100%}
.text p+*{margin-top:8px}
.card{padding:8px 12px;border:1px solid var(--line);border-inline-start:3px solid var(--link);border-radius:8px;background:var(--sunken)}
.card+*{margin-top:8px}
.source{margin-top:4px;font-size:.8125rem;line-height:1.4;color:var(--muted)}
.unsure{display:flex;align-items:center;gap:6px;margin-top:6px;font-size:.8125rem;font-weight:600;color:var(--notice-text);background:var(--notice);border-radius:6px;padding:2px 8px}
.deny{align-self:flex-start;margin-top:4px;padding:0 6px;font-size:.875rem;color:var(--link);text-decoration:underline;text-underline-offset:3px}
.meta{display:flex;justify-content:flex-end;align-items:center;gap:4px;margin-top:1px;font-size:.75rem;line-height:1.4;color:var(--muted)}
.meta .icon{width:15px;height:15px}
.contact{align-self:flex-end;align-items:flex-end}
.contact .bubble{background:var(--accent);border-color:transparent;color:var(--accent-text)}
.contact.first .bubble{border-top-left-radius:var(--radius);border-top-right-radius:4px}
.contact .meta,.contact a{color:inherit}
.system{align-self:center;align-items:center;max-width:92%;text-align:center}
.system .bubble{background:none;border:0;color:var(--muted);padding:2px 8px;font-size:.875rem;display:flex;align-items:baseline;gap:8px}
.system .meta{margin:0}
.files{display:flex;flex-direction:column;align-items:flex-start}
.file{display:inline-flex;align-items:center;gap:6px;min-height:44px;text-align:start}
.plain{text-decoration:underline;text-underline-offset:3px;font-size:.875rem}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin-top:8px}
.choices button{
  padding:8px 16px;border:1px solid var(--link);border-radius:22px;background:var(--surface);color:var(--link);
  font-weight:600;font-size:.9375rem;line-height:1.3;text-align:left
}
.failure{margin-top:6px;padding:8px 12px 0;border-radius:10px;background:var(--notice);color:var(--notice-text);font-size:.875rem;max-width:100%}
.failure button{font-weight:700;text-decoration:underline;text-underline-offset:3px;margin-right:16px}
.dots{display:flex;gap:5px;align-self:flex-start;margin-top:10px;padding:14px 15px;border-radius:4px var(--radius) var(--radius);background:var(--bubble);border:1px solid var(--line)}
.dots i{width:7px;height:7px;border-radius:50%;background:var(--muted);animation:blink 1.2s infinite}
.dots i:nth-of-type(2){animation-delay:.2s}
.dots i:nth-of-type(3){animation-delay:.4s}
@keyframes blink{0%,60%,100%{opacity:.3}30%{opacity:1}}
.latest{
  position:absolute;right:16px;bottom:12px;display:grid;place-items:center;border-radius:50%;
  background:var(--surface);color:var(--link);border:1px solid var(--edge);box-shadow:0 2px 8px rgb(8 24 34/.2)
}
`;

const FOOT = `
.foot{display:flex;flex-wrap:wrap;border-top:1px solid var(--line);padding:6px 12px max(10px,env(safe-area-inset-bottom))}
.note{flex:1 0 100%;margin:4px 0 6px;padding:8px 12px;border-radius:10px;background:var(--notice);color:var(--notice-text);font-size:.875rem}
.talk{display:inline-flex;align-items:center;gap:8px;padding:0 10px 0 6px;border-radius:10px;color:var(--link);font-weight:600;font-size:.9375rem}
.tools{flex:1 0 100%;display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between}
.slim .tools{flex:none;align-items:flex-end;margin-inline-end:4px}
.slim{padding-top:10px}
.foot form{flex:1 1 200px;min-width:0;display:flex;align-items:flex-end;gap:8px}
textarea{
  flex:1;min-width:0;min-height:46px;max-height:136px;resize:none;padding:10px 14px;font-size:1rem;line-height:1.5;
  border:1px solid var(--edge);border-radius:var(--radius);background:var(--surface);color:var(--text);display:block
}
textarea::placeholder{color:var(--muted);opacity:1;white-space:nowrap}
textarea:focus-visible{outline-offset:-1px}
.send{width:46px;height:46px;border-radius:var(--radius);display:grid;place-items:center;background:var(--accent);color:var(--accent-text)}
@media (hover:hover){
  .choices button:hover{background:var(--link);color:var(--surface)}
  .talk:hover{text-decoration:underline;text-underline-offset:3px}
  .send:hover,.launch:hover{filter:brightness(1.12)}
  .head button:hover{background:rgb(255 255 255/.14)}
}
@media (max-width:899px){
  :host([inline]) .head{min-height:44px;padding-top:6px;padding-bottom:6px}
  :host([inline]) .title,:host([inline]) .head .mark{display:none}
}
@media (max-height:420px){.head{min-height:0;padding-top:2px;padding-bottom:2px}.head .mark{display:none}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.bubble,.launch,.send,.head{border:1px solid CanvasText}.dots i{background:CanvasText}}
`;

export const css = SCHEMES + FRAME + HEAD + LOG + FOOT;

/** Into the root: constructed where the browser can, so that a strict style-src does not matter. */
export function dress(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = css;
    root.prepend(style);
  }
}
