from . import relationship_alert
from . import relationship_alert_setting
from . import relationship_alert_refresh
from . import relationship_alert_reasons
from . import relationship_account
from . import relationship_day
from . import relationship_timeline
from . import relationship_work
