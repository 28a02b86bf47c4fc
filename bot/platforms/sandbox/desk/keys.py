"""The desk's keys, in words."""

KEYS = """\
u uphold    the message broke the rules: what is asked is done
d dismiss   the message was in order: all is taken back, its text is left alone from now on
c change    uphold, but with other actions
z undo      take back exactly what this case caused
r reopen    look again at what was dismissed or undone
k claim     take a case for yourself, or give it back
a appeals   grant or deny them; who decided a case leaves its appeal to the other
b show      show or blur what members wrote
w why       all that is behind a case, and all that happened
p play      play the sample conversation, or stop it
m who       sit down as the other moderator
Tab         go to the line on the left and back; Esc goes back to the desk
q           quit

"""
