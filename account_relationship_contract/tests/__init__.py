from . import test_contract
from . import test_contract_properties
from . import test_contract_proposals
from . import test_contract_uninstall
from . import test_translations
