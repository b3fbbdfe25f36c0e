internal import Basics
internal import Cryptography

/// How the report looks: one style sheet, for screens light and dark, phones and paper.
struct ReportStyle {
    /// The style sheet.
    let text: String

    /// The page's security policy (W3C CSP Level 3): nothing is loaded, no script runs, and only this style sheet
    /// applies, known by its digest. `img-src data:` is for the empty icon that keeps browsers from asking for one.
    ///
    /// - Parameter sheets: more style sheets that apply, those of a house style.
    func contentSecurityPolicy(allowing sheets: [String] = []) -> String {
        let digests = ([text] + sheets).map { "'sha256-\(Base64.encode(SHA256.hash(Array($0.utf8))))'" }
        return "default-src 'none'; style-src \(digests.joined(separator: " ")); img-src data:; base-uri 'none'; "
            + "form-action 'none'"
    }

    static let standard = ReportStyle(text: colours + page + parts + drawings + media)

    private static let colours = """
        :root{color-scheme:light dark;--paper:#fff;--panel:#f8f6f2;--ink:#1d1b18;--soft:#625e56;--faint:#767168;\
        --line:#e5e1d9;--ember:#b03a12;--good:#1f6b4a;--warn:#845400;--bad:#b02418;--info:#285a96;--calm:#6d5a94}
        @media (prefers-color-scheme:dark){:root{--paper:#151412;--panel:#1e1c19;--ink:#ece8e1;--soft:#aea89c;\
        --faint:#8f897e;--line:#36322c;--ember:#f18a5e;--good:#78c9a1;--warn:#e6b54a;--bad:#f58a7f;--info:#8bb8f0;\
        --calm:#bba8e4}}

        """

    private static let page = """
        *{box-sizing:border-box}
        html{font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;\
        -webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
        body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .page{display:grid;grid-template-columns:minmax(0,1fr);max-width:50rem;margin:0 auto;padding:4rem 1.5rem 6rem}
        .skip{position:absolute;left:-999rem}
        .skip:focus{left:1rem;top:1rem;background:var(--paper);color:var(--ink);padding:.5rem 1rem;z-index:1}
        a{color:inherit;text-decoration-color:var(--faint);text-underline-offset:.2em}
        a:hover{color:var(--ember)}
        :focus-visible{outline:2px solid var(--ember);outline-offset:2px;border-radius:2px}
        h1{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.625rem);line-height:1.15;font-weight:650;letter-spacing:-.022em;\
        margin:.875rem 0 0;text-wrap:balance}
        h2{font-size:1.25rem;line-height:1.3;font-weight:650;letter-spacing:-.012em;margin:0 0 1.25rem}
        h3{font-size:1rem;line-height:1.4;font-weight:600;margin:0}
        p{margin:0 0 1rem;text-wrap:pretty}
        section{padding-top:2.5rem;margin-top:2.5rem;border-top:1px solid var(--line);scroll-margin-top:1rem}
        .soft{color:var(--soft)}
        .small{font-size:.875rem}
        code,.code{font:.875em/1.5 ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;\
        font-variant-ligatures:none}
        pre{margin:0 0 1rem;padding:1rem 1.125rem;background:var(--panel);border-radius:.5rem;overflow-x:auto;\
        white-space:pre-wrap;overflow-wrap:anywhere;font-size:.9375rem}
        footer{margin-top:4rem;padding-top:1.25rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
        nav h2{font-size:.75rem;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);margin:0 0 .625rem}
        nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.875rem}
        nav{margin-top:2.5rem}
        nav a{text-decoration:none;color:var(--soft)}

        """

    private static let parts = """
        .eyebrow{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem .75rem;font-size:.875rem;color:var(--soft)}
        .mark{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:.0625rem .625rem;\
        font-size:.75rem;line-height:1.5;font-weight:600;letter-spacing:.02em;white-space:nowrap}
        .sev1,.failed{color:var(--bad)}.sev2,.partial,.unfinished,.unknown{color:var(--warn)}.sev3{color:var(--info)}
        .done{color:var(--good)}.open{color:var(--warn)}.sev4,.closed{color:var(--soft)}
        .lead{margin-top:2rem}.lead p{font-size:1.0625rem}.lead p:last-child{margin:0}
        dl{margin:0}dt{color:var(--soft);font-size:.8125rem}dd{margin:0}
        .times{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:1rem 1.5rem;margin-top:1.75rem}
        .times dd{font-weight:500}
        .figures{display:flex;flex-wrap:wrap;gap:1px;border:1px solid var(--line);border-radius:.625rem;overflow:hidden;\
        margin:0 0 1.5rem}
        .facts+.figures,h1+p{margin-top:1.5rem}
        .figures>div{flex:1 1 9rem;padding:1rem 1.125rem 1.125rem;box-shadow:0 0 0 1px var(--line)}
        .figures dd{font-size:1.5rem;line-height:1.25;font-weight:600;letter-spacing:-.02em;margin-top:.125rem}
        .figures .none{color:var(--faint);font-weight:500}
        .figures .how{font-size:.8125rem;line-height:1.4;font-weight:400;letter-spacing:0;color:var(--soft);margin-top:.25rem}
        table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.5}
        caption{text-align:left;color:var(--soft);font-size:.875rem;padding:0 0 .75rem;text-wrap:pretty}
        th{text-align:left;font-size:.8125rem;font-weight:500;color:var(--soft)}
        th,td{padding:.625rem 1rem .625rem 0;border-bottom:1px solid var(--line);vertical-align:baseline}
        th:last-child,td:last-child{padding-right:0}
        thead th{white-space:nowrap}
        tbody th[scope=row]{font-size:.9375rem;font-weight:500;color:var(--ink)}
        table+table,dl+table,p+table,figure+table,.plot+table,.legend+table{margin-top:1.5rem}
        td{min-width:4.5rem}
        .day{font-weight:600;color:var(--ink);padding-top:1.5rem}
        .time{white-space:nowrap}.time span{color:var(--faint)}
        .actor{color:var(--soft);font-size:.875rem;min-width:7rem}
        .tag{font-size:.75rem;font-weight:600;letter-spacing:.01em;margin-right:.5rem;white-space:nowrap}
        .tag.milestone,.tag.incident{color:var(--ember)}.tag.note{color:var(--info)}.tag.intent,.tag.other{color:var(--soft)}
        .tag.notification,.tag.measurement{color:var(--calm)}
        .card{padding:1.25rem 0;border-bottom:1px solid var(--line)}.card:first-of-type{padding-top:0}
        .card:last-of-type{border:0;padding-bottom:0}
        .card header{display:flex;justify-content:space-between;align-items:baseline;gap:.25rem 1rem;flex-wrap:wrap}
        .card h3{flex:1 1 16rem}
        .card .meta{margin:.125rem 0 0;color:var(--soft);font-size:.875rem}
        .card .said{margin:.625rem 0 0}
        .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.75rem 1.5rem;margin-top:1rem;\
        font-size:.9375rem;line-height:1.45}
        .facts .half{grid-column:span 2}.facts .wide{grid-column:1/-1}
        .facts .warning dd{color:var(--warn);font-weight:600}
        .warnings{margin:1rem 0 0;padding:0 0 0 1rem;border-left:2px solid var(--warn);list-style:none;font-size:.9375rem}
        .list{margin:0;padding:0;list-style:none}
        .list li{padding:.75rem 0;border-bottom:1px solid var(--line)}.list li:first-child{padding-top:0}
        .list li:last-child{border:0}
        .list strong{font-weight:600;display:block}
        .halves{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem 2.5rem;margin:0;padding:0;\
        list-style:none;line-height:1.5}
        .written{margin-bottom:2rem}.written:last-child{margin-bottom:0}.written h3{margin-bottom:.5rem}
        #summary .written{margin-bottom:1rem}#summary .written p{font-size:1.0625rem}#summary .written+.lead{margin-top:0}
        .written h4{font-size:.9375rem;font-weight:600;margin:1.25rem 0 .5rem}
        .written ul,.written ol{margin:0 0 1rem;padding-left:1.375rem}.written li{margin:.25rem 0}
        .written blockquote{margin:0 0 1rem;padding-left:1rem;border-left:2px solid var(--line);color:var(--soft)}
        .written hr{border:0;border-top:1px solid var(--line);margin:1.5rem 0}
        .written .scroll{overflow-x:auto;margin-bottom:1rem}
        h3+.halves,h3+.list,h3+p{margin-top:.875rem}*+.apart{margin-top:2.25rem}
        .halves strong{font-weight:600;display:block}

        """

    private static let drawings = """
        figure{margin:0 0 2.25rem}figure:last-child{margin-bottom:0}
        figcaption{margin-bottom:.875rem}figcaption strong{font-weight:600}
        figcaption span{color:var(--soft);font-size:.875rem}
        .plot{padding:0 .125rem}
        svg{display:block;overflow:visible;width:100%}
        svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;fill:var(--soft);\
        font-variant-numeric:tabular-nums}
        svg .strong{fill:var(--ink);font-weight:500}
        svg .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
        svg .partial-text,svg .unfinished-text,svg .unknown-text{fill:var(--warn);font-weight:600}
        svg .failed-text{fill:var(--bad);font-weight:600}
        svg .end{text-anchor:end}svg .mid{text-anchor:middle}
        svg .grid{stroke:var(--line);stroke-width:1}
        svg .axis{stroke:var(--faint);stroke-width:1}
        svg .guide{stroke:var(--ember);stroke-width:1;stroke-dasharray:2 4;opacity:.55}
        svg .track{stroke:var(--line);stroke-width:2;stroke-linecap:round}
        svg .bar{stroke:currentColor;stroke-width:8;stroke-linecap:round}
        svg .bar.unfinished{stroke-width:3;stroke-dasharray:1 7}
        svg .pin{fill:var(--ember)}
        svg .dot{stroke:var(--paper);stroke-width:1.5}
        svg .dot.note{fill:var(--info)}svg .dot.notification,svg .dot.measurement{fill:var(--calm)}
        svg .dot.incident{fill:var(--ember)}svg .dot.other{fill:var(--faint)}
        svg .rows{fill:var(--info);opacity:.7}
        svg .passed{font-style:italic}svg .gap{fill:var(--panel)}svg .gapedge{stroke:var(--faint);stroke-width:1;stroke-dasharray:1 3}
        svg .s1{color:var(--ember)}svg .s2{color:var(--info)}svg .s3{color:var(--good)}svg .s4{color:var(--calm)}
        svg .s5{color:var(--warn)}svg .s6{color:var(--soft)}
        svg .line{fill:none;stroke:currentColor;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round;\
        vector-effect:non-scaling-stroke}
        svg .s2 .line{stroke-dasharray:7 4}svg .s3 .line{stroke-dasharray:2 4}svg .s4 .line{stroke-dasharray:9 3 2 3}
        svg .s5 .line{stroke-dasharray:12 4}svg .s6 .line{stroke-dasharray:4 2}
        svg .area{fill:currentColor;opacity:.09;stroke:none}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.75rem 0 0;padding:0;font-size:.875rem}
        .legend li{display:flex;align-items:center;gap:.5rem}.legend svg{width:1.75rem;flex:none}
        .legend .dot{stroke:none}

        """

    private static let media = """
        @media (min-width:74rem){
        .page{grid-template-columns:11rem minmax(0,50rem);gap:0 4rem;max-width:none;justify-content:center}
        .page>header,.page>main,.page>footer{grid-column:2}
        nav{grid-column:1;grid-row:1/span 3;margin:0}
        nav>div{position:sticky;top:4rem}
        nav ol{display:block}nav li{margin:.375rem 0}}
        @media (max-width:40rem){
        .page{padding:2rem 1.125rem 4rem}
        section{padding-top:2rem;margin-top:2rem}
        .times{grid-template-columns:1fr 1fr;gap:.875rem 1rem}
        .figures>div{padding:.875rem 1rem 1rem}.figures dd{font-size:1.25rem}
        .stack thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
        .stack,.stack tbody{display:block}
        .stack tr{display:flex;flex-wrap:wrap;gap:0 .75rem;padding:.75rem 0;border-bottom:1px solid var(--line)}
        .stack th,.stack td{border:0;padding:0;min-width:0}
        .stack .full{flex:1 0 100%}
        .stack caption{display:block}
        .stack .day{padding-top:.75rem}
        .stack td[data-label]::before{content:attr(data-label) " ";color:var(--soft);font-size:.8125rem}
        .stack .empty{display:none}}
        @media (max-width:24rem){.facts .half{grid-column:1/-1}}
        @media print{
        @page{margin:18mm 16mm 20mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#777}}
        :root{color-scheme:light;--paper:#fff;--panel:#f8f6f2;--ink:#1d1b18;--soft:#57534c;--faint:#767168;--line:#dcd8cf;\
        --ember:#b03a12;--good:#1f6b4a;--warn:#845400;--bad:#b02418;--info:#285a96;--calm:#6d5a94}
        html{font-size:10pt}
        body{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .page{display:block;max-width:none;padding:0}
        nav,.skip{display:none}
        section{padding-top:1.5rem;margin-top:1.5rem}
        h2,h3,caption,figcaption,.day,thead{break-after:avoid}
        tr,.card,figure,.figures,.list li,pre{break-inside:avoid}
        p{orphans:3;widows:3}
        a{text-decoration:none}}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}

        """
}
