"""A campaign as a readable script: one line for each thing a person does, with day, time and account.

    2021-10-18  17:00 clerk      post scores
    2021-10-20        public     object S09 漏录三等功
    2021-10-22        supervisor rule 1 upheld because 档案属实

Each line calls the function that the desk's form calls, with the same rights; the script adds nothing.
"""
