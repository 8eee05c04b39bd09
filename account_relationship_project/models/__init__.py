from . import project_task_type
from . import project_task
from . import relationship_feedback_team
from . import relationship_feedback
from . import relationship_account
from . import relationship_person_mention
