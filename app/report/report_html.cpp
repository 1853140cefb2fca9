// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html_sections.h"
#include "report/html_writer.h"
#include "report/report.h"
#include "report/story.h"
#include "report/svg_chart.h"

namespace ferryman {

namespace {

constexpr auto style = R"(
:root{color-scheme:light dark;--bg:#f3f4f6;--panel:#fff;--line:#d5d9e0;--text:#14171c;--muted:#4b535e;--good:#00695c;
--bad:#a8112f;--warn:#6f5200;--s0:#b34700;--s1:#0063a6;--note:#e4e8ef;--head:#26303c;--headtext:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#1a1d22;--panel:#23272e;--line:#3d444f;--text:#eceff4;--muted:#aab2bf;
--good:#6fe0c8;--bad:#ff9db0;--warn:#f2cc60;--s0:#ff9a57;--s1:#63b8ff;--note:#2d333c;--head:#2d333c;--headtext:#eceff4}}
*{box-sizing:border-box}html{scroll-behavior:smooth}body{margin:0;background:var(--bg);color:var(--text);
font:15px/1.5 system-ui,"Noto Sans",sans-serif}
main{max-width:1020px;margin:0 auto;padding:32px 24px 72px}h1{font-size:28px;line-height:1.2;margin:0}
h2{font-size:19px;margin:40px 0 12px}h3{font-size:15px;margin:22px 0 8px}p{margin:6px 0}
.muted{color:var(--muted)}.headline{font-size:18px;line-height:1.45;margin:18px 0 20px}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:6px 18px;overflow-x:auto}
.panel+.panel{margin-top:14px}p.panel{padding:14px 18px}.panel.chart{padding:14px 18px}
.notice{background:var(--note);border-left:4px solid var(--warn);border-radius:4px;padding:10px 14px;margin:16px 0}
.cards{border-collapse:separate;border-spacing:0;background:var(--panel);border:1px solid var(--line);border-radius:8px;
margin:0 0 18px;table-layout:fixed}.cards .card{padding:14px 16px;border-bottom:0;border-right:1px solid var(--line);
vertical-align:top;font-size:13px;line-height:1.4}.cards .card:last-child{border-right:0}
.figure{font-size:21px;line-height:1.5;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:6px 18px;margin:22px 0 0;font-size:14px}nav a{color:var(--s1)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:8px 14px 8px 0;
border-bottom:1px solid var(--line)}th{font-weight:600;color:var(--muted);font-size:13px}th.label{width:150px;font-size:14px}
tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}td:last-child,th:last-child{padding-right:0}
td.num,th.num{font-variant-numeric:tabular-nums;white-space:nowrap}td.phase{font-weight:600}
td.border{color:var(--warn);font-weight:600;border-top:2px solid var(--warn)}
.mono{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:13px;overflow-wrap:anywhere}
.id{white-space:nowrap}.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}ul{padding-left:20px;margin:10px 0}li{margin:4px 0}
svg{width:100%;height:auto;display:block;margin-top:6px}.grid{stroke:var(--line)}.axis,.mark{fill:var(--muted);font-size:12px}
.series{fill:none;stroke-width:2;stroke-linejoin:round}.s0{stroke:var(--s0)}.s1{stroke:var(--s1);stroke-dasharray:6 4}
.marker{stroke:var(--muted);stroke-dasharray:2 3}.limit{stroke:var(--warn);stroke-width:1.5}
.bound{fill:var(--warn);font-size:12px;paint-order:stroke;stroke:var(--panel);stroke-width:4px}.s1.alone{stroke-dasharray:none}
.key{font-weight:700;letter-spacing:-2px}.key.s0{color:var(--s0)}.key.s1{color:var(--s1)}
summary{cursor:pointer;margin-top:22px}summary h3{display:inline-block;margin:0 0 8px}
@media screen{details:not([open])+.panel{display:none}}
footer{margin-top:44px;padding-top:14px;border-top:1px solid var(--line);font-size:13px;color:var(--muted);overflow-wrap:anywhere}
@media screen and (max-width:760px){.cards td{display:block;width:auto!important;border-right:0!important;border-bottom:1px solid var(--line)!important}
main{padding:20px 14px 48px}}
@page{size:A4;margin:16mm 14mm}
@media print{:root{color-scheme:light;--bg:#fff;--panel:#fff;--line:#cfd4dc;--text:#000;--muted:#41474f;--good:#00695c;--bad:#a8112f;
--warn:#6f5200;--s0:#b34700;--s1:#0063a6;--note:#eef0f3}body{font-size:10.5pt}main{max-width:none;padding:0}nav{display:none}
summary{list-style:none}.mono{font-size:8.5pt}.id{white-space:normal}
.panel{overflow:visible}section.first{break-after:page}h2,h3{break-after:avoid}tr,.panel.chart{break-inside:avoid}
thead{display:table-header-group}th,td{padding:5px 10px 5px 0}}
)";

} // namespace

QByteArray toHtml(const Report& report, const Wording& wording) {
    const auto draw = [&wording](const ReportChart& chart, qsizetype) {
        return svgOf(chart, wording);
    };
    QString links;
    QString bodies;
    for (const HtmlSection& section : htmlSections(report, wording, draw)) {
        const QString title = section.title.toHtmlEscaped();
        links += QStringLiteral("<a href=\"#%1\">%2</a>").arg(section.id, title);
        bodies += QStringLiteral("<section id=\"%1\"><h2>%2</h2>%3</section>")
                      .arg(section.id, title, section.body);
    }
    const HtmlWriter html(wording);
    QString footer = html.said({QT_TRANSLATE_NOOP("core", "Journal: %1"), {sealText(report)}});
    if (!wording.isRecord()) {
        footer += QStringLiteral("<br>") +
                  html.said({QT_TRANSLATE_NOOP("core", "This page is a translation to read. The "
                                                       "record, which can be verified, is "
                                                       "report.html.")});
    }
    return QStringLiteral("<!DOCTYPE html><html lang=\"%1\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                          "<title>%2</title><style>%3</style></head><body><main>"
                          "<section class=\"first\">%4<nav aria-label=\"%5\">%6</nav></section>%7"
                          "<footer>%8</footer></main></body></html>\n")
        .arg(wording.language.toHtmlEscaped(), html.said(titleOf(report)), QLatin1String(style),
             htmlFirstPage(report, wording), html.said({QT_TRANSLATE_NOOP("core", "Contents")}),
             links, bodies, footer)
        .toUtf8();
}

} // namespace ferryman
