"""The real models, as Django knows them, against the floors of the house."""

import pytest
from django.apps import apps
from scripts.lints.floors import floors, may_point


def relations():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if field.is_relation and not field.auto_created and field.related_model is not None:
                yield model._meta, field


@pytest.mark.parametrize("room", sorted(floors()))
def test_foreign_keys_point_downwards_only(room):
    upward = [
        f"{meta.label}.{field.name} -> {field.related_model._meta.label}"
        for meta, field in relations()
        if meta.app_label == room and not may_point(room, field.related_model._meta.app_label)
    ]
    assert upward == []
