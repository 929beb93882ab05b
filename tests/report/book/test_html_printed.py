"""The page in HTML, printed by a browser: what introduces something stands with it."""

import subprocess

from ifla_metrics.report.book.parts import Heading, Paragraph


def test_no_heading_and_no_words_before_a_figure_stand_alone_at_a_page_s_foot(
    page, written, make, tmp_path
):
    file = tmp_path / "report.html"
    file.write_bytes(written("annual-report", "html"))
    page.goto(file.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=printed, capture_output=True, check=True
    ).stdout.decode()
    pages = [
        [line.strip() for line in one.splitlines() if line.strip()]
        for one in text.split("\f")
        if one.strip()
    ]
    introducing = [
        part.text
        for part in make("annual-report")[0].parts
        if isinstance(part, Heading)
        or (isinstance(part, Paragraph) and part.style in {"owner", "lede"})
    ]
    last = [lines[-2] for lines in pages]

    assert [lines[-1] for lines in pages] == [f"{n + 1} / {len(pages)}" for n in range(len(pages))]
    assert [line for line in last if any(words.endswith(line) for words in introducing)] == []
