from previewctl.cli.start import main

main()
