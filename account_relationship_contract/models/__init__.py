from . import relationship_recurring
from . import relationship_recurring_line
