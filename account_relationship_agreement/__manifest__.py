{
    "name": "Customer Accounts: Agreements",
    "summary": "What is agreed for a term, until when notice can be given, and what "
    "recurs",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_retention"],
    "data": [
        "data/relationship_agreement_end_reason_data.xml",
        "security/ir.model.access.csv",
        "security/relationship_agreement_rules.xml",
        "security/relationship_agreement_proposal_rules.xml",
        "wizard/relationship_agreement_change_views.xml",
        "wizard/relationship_agreement_end_views.xml",
        "views/relationship_agreement_end_reason_views.xml",
        "views/relationship_agreement_views.xml",
        "views/relationship_agreement_proposal_views.xml",
        "views/relationship_account_views.xml",
        "views/sale_order_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
