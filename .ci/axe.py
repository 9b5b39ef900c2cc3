"""Checks a page with axe-core in headless chromium, in light and in dark: axe.py AXE.js PAGE.html. Fails on any violation."""
import html, json, os, re, subprocess, sys, tempfile

axe, page = sys.argv[1], sys.argv[2]
source = open(page, encoding="utf-8").read()
run = """
<script>%s</script>
<script>
for (const one of document.querySelectorAll("details")) one.open = true;
axe.run(document, {resultTypes: ["violations", "incomplete"]}).then((told) => {
  const out = document.createElement("pre");
  out.id = "axe-told";
  const brief = (list) => list.map((one) => ({id: one.id, impact: one.impact, help: one.help, nodes: one.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + " | " + n.failureSummary)}));
  out.textContent = JSON.stringify({passes: told.passes.length, violations: brief(told.violations), incomplete: brief(told.incomplete)});
  document.body.append(out);
});
</script>
""" % open(axe, encoding="utf-8").read().replace("</script", "<\\/script")
bad = 0
with tempfile.TemporaryDirectory() as folder:
    copy = os.path.join(folder, "page.html")
    open(copy, "w", encoding="utf-8").write(source.replace("</body>", run + "</body>"))
    for scheme, number in (("light", 1), ("dark", 0)):
        told = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + os.path.join(folder, scheme),
                               "--blink-settings=preferredColorScheme=%d" % number, "--window-size=1280,2000", "--virtual-time-budget=60000",
                               "--dump-dom", "file://" + copy], capture_output=True, text=True, timeout=300)
        found = re.search(r'<pre id="axe-told">(.*?)</pre>', told.stdout, re.S)
        if not found:
            print("%s: axe-core did not answer" % scheme)
            bad += 1
            continue
        result = json.loads(html.unescape(found.group(1)))
        print("%s: %d rules passed, %d violated, %d to be looked at" % (scheme, result["passes"], len(result["violations"]), len(result["incomplete"])))
        for kind in ("violations", "incomplete"):
            for one in result[kind]:
                print("  %s %s (%s): %s" % (kind, one["id"], one["impact"], one["help"]))
                for node in one["nodes"]:
                    print("     ", node[:400])
        bad += len(result["violations"])
sys.exit(1 if bad else 0)
