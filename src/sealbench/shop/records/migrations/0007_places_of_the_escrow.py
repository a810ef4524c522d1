from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_keyring"),
    ]

    operations = [
        migrations.CreateModel(
            name="EscrowPlace",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("id", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("state", models.CharField(default="registered", max_length=12)),
                ("epoch", models.BigIntegerField(null=True)),
                ("recovery", models.CharField(default="", max_length=64)),
                ("online", models.BooleanField(default=True)),
                ("created_at", models.BigIntegerField()),
                ("settled_at", models.BigIntegerField(null=True)),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recipient", models.TextField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("set_at", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_recovery_key")
                ],
            },
        ),
    ]
