"""IFLA Metrics monitors whether a programme advances its strategic directions.

Terms used throughout the code (docs/glossary.md has the organisation's terms):

- A *framework* is a strategy as data: nodes on levels, indicators, targets and periods.
- A *node* is a part of a framework. Nodes of the top level are *directions*; `row_level` is the
  level shown as rows on most pages (elements, in IFLA's strategy).
- An *entry* is an activity or a record (observation, milestone, story …) with all its versions.
- A *draft* is an entry as it is typed; the *log* stores the entries.
- `documented` entries have a public source, `reported` ones come from a working group, `synthetic`
  ones are demonstration data.
- *Choices* are what a reader selected; a *reading* is the data read for them, as frames.
- A *summary cell* is a stored sum of the log; a *cell* of an imported file is a spreadsheet's.
- A *metric* computes frames from frames, a *chart* draws one, a *figure* adds words to both.
- *Known on* is the day whose state of the log is shown; the *evaluation day* is the same day, but
  never after the end of the period.
- An *edition* is a frozen report. A *nil return* reports that there is nothing to report.
"""
