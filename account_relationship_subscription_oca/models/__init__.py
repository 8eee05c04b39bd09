from . import relationship_agreement_proposal
from . import relationship_recurring
from . import relationship_recurring_line
from . import sale_subscription
from . import sale_subscription_line
from . import sale_subscription_template
