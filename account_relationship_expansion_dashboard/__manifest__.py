{
    "name": "Customer Accounts: Dashboard of Sales Potential",
    "summary": "A live spreadsheet of what could be sold, to whom, and what came of it",
    "version": "19.0.1.0.2",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_expansion", "account_relationship_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
