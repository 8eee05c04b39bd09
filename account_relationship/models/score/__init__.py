from . import relationship_account
from . import relationship_score
from . import relationship_score_request
from . import relationship_score_follow_up
from . import rating_rating
from . import res_partner
from . import relationship_portal_content
from . import relationship_work
