from . import relationship_measure
from . import relationship_measure_library
from . import relationship_account
from . import relationship_account_headline
from . import relationship_work
from . import relationship_account_documents
from . import res_company
