"""Overview: is the programme on course, direction by direction and element by element?"""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

directions = specs.figure("direction-status", choices, mode=mode)
elements = specs.figure("element-progress", choices, mode=mode)
board = specs.figure("needs-the-board", choices, mode=mode)

shell.title(elements.title, elements.lede)
shell.show(directions)
shell.beside(elements, board)
