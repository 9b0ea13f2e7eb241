/** The style sheet of the report, light and dark by the reader's own setting, and suitable for printing. */
export const style = `
:root{
  color-scheme:light dark;--paper:#f6f7fb;--card:#fff;--ink:#161a26;--soft:#5a6276;--line:#e3e6ef;
  --main:#4459e6;--main-soft:#e6e9fd;--past:#98a2b8;--good:#0d7a4d;--good-soft:#dcf5e8;--bad:#b3261e;
  --bad-soft:#fde5e3;--flat-soft:#edeff5;--shadow:0 1px 2px #1a20400d,0 8px 24px #1a20400f
}
@media (prefers-color-scheme:dark){
  :root{
    --paper:#0f121b;--card:#181c28;--ink:#e9ecf5;--soft:#9aa3b8;--line:#2a3040;--main:#8796ff;
    --main-soft:#262c4d;--past:#646e86;--good:#5cd6a0;--good-soft:#143527;--bad:#ff8f86;--bad-soft:#44201e;
    --flat-soft:#252b3a;--shadow:none
  }
}
*{box-sizing:border-box}
body{
  margin:0;background:var(--paper);color:var(--ink);
  font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
  -webkit-text-size-adjust:100%
}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 24px}
header{padding-top:44px;padding-bottom:8px}
.eyebrow{
  color:var(--main);font-size:12.5px;font-weight:650;letter-spacing:.09em;text-transform:uppercase;
  margin:0 0 6px
}
h1{
  font-size:34px;line-height:1.15;letter-spacing:-.022em;margin:0 0 8px;font-weight:720;
  overflow-wrap:anywhere
}
h1 .to{color:var(--soft);font-weight:400;padding:0 .1em}
h2{font-size:20px;letter-spacing:-.012em;margin:0 0 2px;font-weight:680}
h3{font-size:14px;margin:22px 0 4px;font-weight:640}
p{margin:0 0 10px}
.soft{color:var(--soft)}
.lead{color:var(--soft);font-size:16px;max-width:68ch}
.tiles{
  display:grid;grid-template-columns:repeat(auto-fit,minmax(164px,1fr));gap:14px;margin:22px 0 26px;
  padding:0;list-style:none
}
.tile,section{background:var(--card);border:1px solid var(--line);border-radius:14px;box-shadow:var(--shadow)}
.tile{padding:15px 17px 14px}
.tile .name{color:var(--soft);font-size:13px}
.tile .value{
  font-size:27px;font-weight:700;letter-spacing:-.02em;line-height:1.25;font-variant-numeric:tabular-nums
}
.tile .was{color:var(--soft);font-size:13px;font-variant-numeric:tabular-nums}
section{padding:24px 26px 26px;margin:0 0 20px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(430px,100%),1fr));gap:6px 34px}
.pair>*{min-width:0}
.chip{
  display:inline-block;border-radius:99px;padding:0 9px;font-size:12.5px;font-weight:620;line-height:1.7;
  background:var(--flat-soft);color:var(--soft);white-space:nowrap
}
.chip.better{background:var(--good-soft);color:var(--good)}
.chip.worse{background:var(--bad-soft);color:var(--bad)}
.key{display:flex;gap:18px;flex-wrap:wrap;color:var(--soft);font-size:13px;margin:4px 0 6px}
.key span::before{
  content:"";display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:7px;
  vertical-align:-1px;background:var(--main)
}
.key .past::before{background:var(--past)}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{
  font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft);
  font-variant-numeric:tabular-nums
}
.grid{stroke:var(--line);stroke-width:1}
.axis{stroke:var(--soft);stroke-opacity:.5}
.bar{fill:var(--main)}
.bar.past{fill:var(--past)}
.bar:hover{opacity:.75}
.trace{fill:none;stroke:var(--main);stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.trace.past{stroke:var(--past)}
.area{fill:var(--main);fill-opacity:.12}
.area.past{fill:var(--past);fill-opacity:.1}
.mark{stroke:var(--ink);stroke-dasharray:3 4;stroke-opacity:.45}
.mark-text{fill:var(--ink)!important;font-weight:600!important}
.scroll{overflow-x:auto;margin-top:8px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:14px}
caption{text-align:left;color:var(--soft);font-size:13px;padding:0 0 6px}
th,td{padding:7px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:2px}
td.words,th.words{text-align:left;white-space:normal}
thead th{color:var(--soft);font-weight:550;font-size:12.5px}
tbody th{font-weight:500;white-space:normal;min-width:132px}
tbody tr:last-child>*{border-bottom:0}
tbody tr.group th{color:var(--soft);font-size:12.5px;font-weight:620;padding-top:16px}
tr.total>*{font-weight:680}
td.heat{position:relative}
td.heat i{position:absolute;inset:3px 2px;border-radius:6px;background:var(--main);z-index:0}
td.heat b{position:relative;font-weight:550}
.meter{
  display:grid;grid-template-columns:minmax(110px,auto) 1fr 64px;gap:6px 14px;align-items:center;
  font-variant-numeric:tabular-nums;margin:8px 0 0;padding:0;list-style:none
}
.meter li{display:contents}
.track{height:12px;border-radius:6px;background:var(--flat-soft);overflow:hidden}
.track i{display:block;height:100%;border-radius:6px;background:var(--main)}
.track.past i{background:var(--past)}
.track.bad i{background:var(--bad)}
.meter .share{text-align:right}
.reasons{list-style:none;margin:10px 0 0;padding:0}
.reasons li{padding:11px 0;border-top:1px solid var(--line)}
.reasons li:first-child{border-top:0}
.reasons .row{display:grid;grid-template-columns:1fr 64px;gap:4px 14px;align-items:baseline}
.reasons .share{text-align:right;font-weight:680;font-variant-numeric:tabular-nums}
.reasons .example{color:var(--soft);font-size:13.5px;overflow-wrap:anywhere;display:block;margin-top:6px}
.scroll:focus-visible{outline:2px solid var(--main);outline-offset:3px;border-radius:4px}
.warn{border-color:var(--bad);background:var(--bad-soft)}
.none{color:var(--good);font-weight:600}
code{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
ul.plain{margin:6px 0 0;padding-left:18px;color:var(--soft)}
footer{color:var(--soft);font-size:13px;padding-top:6px;padding-bottom:48px}
@media (max-width:560px){
  main,header,footer{padding-left:14px;padding-right:14px}
  section{padding:18px 16px}
  h1{font-size:27px}
  .tile .value{font-size:23px}
}
@media print{body{background:#fff}section,.tile{box-shadow:none;break-inside:avoid}}
`.trim();
