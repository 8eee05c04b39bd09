from . import example_parcel
from . import relationship_account
from . import relationship_timeline
from . import relationship_touch
