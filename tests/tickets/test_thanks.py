import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.tickets.rules.thanks import only_thanks

NAMES = ("Bruno Braga", "Alice Álvarez")

THANKS = [
    "Thanks!",
    "thank you",
    "Thank you so much!",
    "Thanks a lot for your help.",
    "Many thanks",
    "THX",
    "ty!",
    "Thanks Bruno!",
    "Hi Bruno,\n\nthanks for the quick reply.\n\nKind regards\nAlice",
    "Perfect, thank you very much!",
    "Great, thanks again.",
    "It works now, thanks!",
    "Thanks, that worked.",
    "That fixed it. Thank you!",
    "Thanks, all good now 👍",
    "Thank you 🙏",
    "Much appreciated!",
    "Cheers",
    "Awesome - thanks :)",
    "Thank you for your prompt response and support!",
    "Ok, thanks. Have a nice day!",
    "Thanks team",
    "Thank you!\n\nSent from my iPhone",
    "Hello team, it's working now. Thank you!",
    "Gracias",
    "¡Muchas gracias!",
    "Muchas gracias por su ayuda.",
    "Mil gracias Bruno",
    "Hola Bruno:\nMuchas gracias por todo.\nSaludos",
    "Perfecto, gracias.",
    "Ya funciona, muchas gracias",
    "Gracias por la rápida respuesta. Un saludo",
    "Solucionado, gracias.",
    "Muy amable, muchas gracias. Que tenga un buen día.",
    "Se agradece",
    "ok gracias",
    "Gracias de nuevo, todo perfecto.",
    "Excelente servicio, muchísimas gracias",
    "Gracias, ya está resuelto. Saludos cordiales, Alice",
    "Obrigada!",
    "Muito obrigado",
    "Muito obrigada pela ajuda!",
    "Valeu!",
    "vlw",
    "Obrigado, Bruno. Abraços, Alice",
    "Perfeito, obrigado!",
    "Bom dia!\nDeu certo, muito obrigada.\nAtt,\nAlice",
    "Agora está funcionando, obrigado",
    "Agradeço a atenção.",
    "Ok, obrigada 😊",
    "Show de bola, obrigado pelo retorno rápido",
    "Resolvido. Obrigado pelo excelente atendimento!",
    "Obrigado a todos",
]
MORE = [
    "",
    "   ",
    "!!!",
    "Hi Bruno",
    "It works now.",
    "Ok",
    "👍",
    "Thanks, but it still does not print.",
    "Thank you. One more thing: the scanner is broken too.",
    "Thanks for nothing",
    "Thanks, is it done?",
    "Thanks! When will the new one come?",
    "thanks, not working",
    "It is not working, thanks",
    "No thanks",
    "Thanks, please also reset my password",
    "Thank you, I will try it on Monday",
    "thanks to your change everything is broken",
    "Thanks, I'll wait.",
    "Thanks Carlos from Acme",
    "thanks, see attached",
    "Thank you for your order 12345",
    "Gracias, pero sigue sin funcionar",
    "Gracias, todavía no funciona",
    "No funciona, gracias",
    "Gracias, ¿cuándo llega?",
    "Muchas gracias, además necesito otra licencia",
    "Gracias. La impresora sigue igual",
    "Gracias, lo pruebo mañana",
    "Obrigado, mas não funcionou",
    "Obrigada, ainda está com erro",
    "Não funcionou, obrigado",
    "Obrigado, quando chega?",
    "Obrigado! Preciso de mais uma licença",
    "Valeu, vou testar amanhã",
    "Obrigado, deu erro",
    "It works now but slow, thanks",
    "Works on my machine, thanks",
    "thank you " * 40,
]


@pytest.mark.parametrize("text", THANKS)
def test_thanks_and_nothing_else(text: str):
    assert only_thanks(text, names=NAMES)


@pytest.mark.parametrize("text", MORE)
def test_whoever_says_more_is_heard(text: str):
    assert not only_thanks(text, names=NAMES)


@given(
    st.sampled_from(THANKS), st.sampled_from(("printer", "kaputt", "again tomorrow", "error 5", "não", "todavía", "?"))
)
def test_one_unknown_word_is_enough(text: str, word: str):
    assert not only_thanks(f"{text} {word}", names=NAMES)


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text: str):
    assert only_thanks(text) in (True, False)
