// The style sheet of what comes in the second file.

export const css = `
.head .more{margin-inline-end:-4px}
.i-more{stroke-width:4}
.menu{position:absolute;z-index:2;top:60px;right:8px;min-width:min(280px,calc(100% - 16px));max-height:calc(100% - 80px);overflow-y:auto;padding:6px;border:1px solid var(--line);border-radius:var(--radius);background:var(--surface);box-shadow:0 8px 28px rgb(8 24 34/.28)}
.menu button{display:flex;align-items:center;justify-content:space-between;gap:16px;width:100%;padding:8px 12px;border-radius:8px;text-align:start}
.menu .icon{color:var(--muted)}
.extra{display:flex;flex:1;align-items:center;justify-content:flex-end}
.extra .talk{margin-inline-end:auto}
.tool{display:grid;place-items:center;border-radius:10px;color:var(--link)}
.camera{display:none}
@media (pointer:coarse){.camera{display:grid}}
.tray{flex:1 0 100%;display:flex;flex-direction:column;gap:6px;max-height:168px;overflow-y:auto;margin:4px 0 8px}
.parcel{display:flex;align-items:center;gap:10px;min-height:52px;font-size:.875rem;line-height:1.35;overflow-wrap:anywhere}
.slim .tray{order:-1}
.tray .parcel{padding:4px 0 4px 6px;border:1px solid var(--line);border-radius:10px;background:var(--sunken)}
.parcel>div{flex:1;min-width:0}
.parcel img{width:44px;height:44px;object-fit:cover;border-radius:6px;flex:none}
.parcel button{display:grid;place-items:center}
.parcel progress{display:block;width:100%;height:6px;margin-top:4px;accent-color:currentColor}
.parcel small,.file small{color:inherit;font-size:.8125rem}
.parcel[data-state=failed] [role=status]{display:block;font-weight:600;color:var(--notice-text);background:var(--notice);border-radius:6px;padding:2px 8px;margin-top:4px}
.tray .parcel small:not([role]){color:var(--muted)}
.thumb{display:block;margin:2px 0;max-width:240px;border-radius:10px;overflow:hidden;background:var(--sunken);min-width:96px;min-height:96px}
.thumb img{display:block;max-width:240px;max-height:240px}
.note-small{display:block;font-size:.8125rem}
.note-small:empty{display:none}
.large{margin:auto;padding:0;border:0;max-width:100vw;max-height:100vh;width:100vw;height:100vh;width:100dvw;height:100dvh;background:rgb(0 0 0/.9);color:#fff}
.large[open]{display:grid;place-items:center}
.large img{max-width:100%;max-height:100%;object-fit:contain;min-height:0}
.large::backdrop{background:none}
.large .close{position:fixed;top:max(8px,env(safe-area-inset-top));right:8px;display:grid;place-items:center;border-radius:50%;background:rgb(0 0 0/.7)}
.large :focus-visible{outline-color:#fff}
.sheet{flex:0 1 auto;min-height:0;overflow-y:auto;padding:4px 16px max(14px,env(safe-area-inset-bottom));border-top:1px solid var(--line);background:var(--surface);font-size:.9375rem}
.sheet-head{display:flex;align-items:center;justify-content:space-between;gap:8px;margin-inline-end:-10px}
.sheet-head .close{display:grid;place-items:center;border-radius:10px}
.ask{font-weight:700;font-size:1rem}
.sheet label{display:block;margin-top:10px;font-weight:600}
.sheet input:not([type=radio]),.sheet textarea{display:block;width:100%;min-height:46px;margin-top:4px;padding:10px 14px;font:inherit;font-size:1rem;color:inherit;border:1px solid var(--edge);border-radius:var(--radius);background:var(--surface)}
.sheet [aria-invalid]{border-color:var(--notice-text);border-width:2px}
.sheet .note{margin:10px 0 0}
.go{display:inline-grid;place-items:center;min-height:46px;margin-top:12px;padding:0 20px;border-radius:var(--radius);background:var(--accent);color:var(--accent-text);font-weight:600;text-decoration:none}
.go[aria-disabled]{background:var(--sunken);color:var(--muted)}
.scores{display:flex;gap:8px;margin-top:2px}
.scores label{position:relative;flex:1;margin:0}
.scores input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.scores span{display:grid;place-items:center;min-height:46px;border:1px solid var(--edge);border-radius:var(--radius);font-weight:600}
.scores :checked+span{background:var(--accent);color:var(--accent-text);border-color:var(--accent);outline:2px solid var(--link);outline-offset:-4px}
.scores :focus-visible+span{outline:2px solid var(--link);outline-offset:2px}
.ends{display:flex;justify-content:space-between;margin-top:4px;font-size:.8125rem;color:var(--muted)}
.panel[data-drop] .log{outline:3px dashed var(--link);outline-offset:-8px}
@media (hover:hover){.menu button:hover,.tool:hover{background:var(--sunken)}.go:hover{filter:brightness(1.12)}}
@media (forced-colors:active){.go,.parcel,.menu,.scores span{border:1px solid CanvasText}.scores :checked+span{background:Highlight;color:HighlightText;forced-color-adjust:none}}
`;
