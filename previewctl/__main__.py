from previewctl.cli.app import main

main()
