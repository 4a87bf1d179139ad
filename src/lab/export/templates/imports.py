#? shuffled
import itertools
#? .
#? bends !scheduler
import math
#? .
#? static
from functools import partial
#? .
#? shuffled

#? .
#? !shuffled static

#? .
#? !shuffled !static bends !scheduler

#? .
