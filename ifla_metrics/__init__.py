"""IFLA Metrics: shows whether a programme advances its strategic directions.

The words of the code, each with one meaning (docs/glossary.md has those of the organisation):

- A *framework* is a strategy as data: nodes on levels, indicators, targets, periods.
- A *node* is any part of a framework. The top level are *directions*; the level whose nodes have
  rows on most pages is `row_level` (elements of IFLA's strategy).
- An *entry* is an activity or a record (observation, milestone, story …) with all its versions.
- A *draft* is an entry as it is typed; the *log* holds what was recorded.
- `documented` entries have a public source, `reported` ones come from a group, `synthetic` ones are
  invented for demonstration.
- *Choices* are what a reader chose; a *reading* is the data that was read for them, as frames.
- A *cell* of a frame of cells is a sum of the log; a cell of an imported file is a file's.
- A *metric* makes frames from frames, a *chart* draws one, a *figure* pairs both with words.
- *Known on* is the day whose state of the log is shown; the *evaluation day* is that day, but not
  after the end of the period.
- An *edition* is a frozen report. A *nil return* reports that there is nothing to report.
"""
