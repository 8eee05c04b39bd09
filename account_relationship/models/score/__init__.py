from . import relationship_measure
from . import relationship_account
from . import relationship_score
from . import relationship_score_request
from . import relationship_score_follow_up
from . import rating_rating
