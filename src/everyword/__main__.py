"""`python -m everyword`: the same as the console command."""

from everyword.cli import main

if __name__ == "__main__":
    main()
