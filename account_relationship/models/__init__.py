from . import shared
from . import account
from . import measure
from . import communication
from . import plan
from . import feedback
from . import score
from . import alert
