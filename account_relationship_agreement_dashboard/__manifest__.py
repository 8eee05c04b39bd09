{
    "name": "Customer Accounts: Dashboard of Recurring Revenue",
    "summary": "A live spreadsheet of what recurs, what moved, was kept and renewed",
    "version": "19.0.1.0.2",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_agreement", "account_relationship_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
