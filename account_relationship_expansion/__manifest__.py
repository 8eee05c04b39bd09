{
    "name": "Customer Accounts: Expansion",
    "summary": "What to sell next to whom: lines that slip, and what comparable "
    "customers buy",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_retention"],
    "data": [],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
