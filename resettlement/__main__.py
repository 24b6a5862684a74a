from resettlement.cli import main

main()
