"""Overview: is the programme on course, direction by direction and element by element?"""

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

elements = specs.figure("element-progress", choices, mode=mode)

shell.title(elements)
board_pdf.offer("overview", choices)
shell.show(specs.figure("direction-status", choices, mode=mode))
shell.beside(elements, specs.figure("needs-the-board", choices, mode=mode))
