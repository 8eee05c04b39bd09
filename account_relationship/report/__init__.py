from . import sale_report
from . import account_invoice_report
from . import relationship_candidate
from . import relationship_coverage
from . import relationship_timeline_contacts
from . import relationship_timeline_documents
from . import relationship_timeline
from . import relationship_response
