from . import relationship_agreement_demo
